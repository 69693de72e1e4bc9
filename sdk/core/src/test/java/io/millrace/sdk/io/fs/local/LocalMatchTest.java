package io.millrace.sdk.io.fs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalMatchTest {

  @TempDir Path directory;

  @BeforeEach
  void createFiles() throws IOException {
    for (String name :
        List.of(
            "a.txt",
            "b.txt",
            "c.csv",
            "[x].txt",
            "with space.txt",
            "x*y",
            "sub/a.txt",
            "sub/deep/d.txt",
            "sub/deep/.hidden",
            "other/e.txt")) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private List<String> matching(String pattern) throws IOException {
    return FileSystems.match(directory + "/" + pattern, EmptyMatchTreatment.ALLOW)
        .metadata()
        .stream()
        .map(metadata -> directory.relativize(Path.of(metadata.resourceId().toString())).toString())
        .toList();
  }

  @Test
  void aStarStaysWithinOneDirectory() throws IOException {
    assertThat(matching("*.txt")).containsExactly("[x].txt", "a.txt", "b.txt", "with space.txt");
    assertThat(matching("*/*.txt")).containsExactly("other/e.txt", "sub/a.txt");
  }

  @Test
  void twoStarsCrossDirectoriesAndMayStandForNone() throws IOException {
    assertThat(matching("**/*.txt"))
        .containsExactly(
            "[x].txt",
            "a.txt",
            "b.txt",
            "other/e.txt",
            "sub/a.txt",
            "sub/deep/d.txt",
            "with space.txt");
    assertThat(matching("sub/**"))
        .containsExactly("sub/a.txt", "sub/deep/.hidden", "sub/deep/d.txt");
    assertThat(matching("sub**.txt")).containsExactly("sub/a.txt", "sub/deep/d.txt");
  }

  @Test
  void questionMarksClassesAndBracesStandForWhatTheyDoInAShell() throws IOException {
    assertThat(matching("?.txt")).containsExactly("a.txt", "b.txt");
    assertThat(matching("[a-b].*")).containsExactly("a.txt", "b.txt");
    assertThat(matching("[!a].???")).containsExactly("b.txt", "c.csv");
    assertThat(matching("{a,c}.{txt,csv}")).containsExactly("a.txt", "c.csv");
    assertThat(matching("{sub/{a,b},other/e}.txt")).containsExactly("other/e.txt", "sub/a.txt");
  }

  @Test
  void aBackslashTakesAwayTheMeaningOfAWildcard() throws IOException {
    assertThat(matching("x\\*y")).containsExactly("x*y");
    assertThat(matching("\\[x\\].txt")).containsExactly("[x].txt");
    assertThat(matching("\\[?\\].txt")).containsExactly("[x].txt");
    assertThat(matching(FileSystems.escapeGlob("[x].txt"))).containsExactly("[x].txt");
  }

  @Test
  void theNameOfAnExistingFileMeansThatFileEvenIfItLooksLikeAPattern() throws IOException {
    assertThat(matching("[x].txt")).containsExactly("[x].txt");
    assertThat(matching("x*y")).containsExactly("x*y");
  }

  @Test
  void overlappingAlternativesGiveAFileOnce() throws IOException {
    assertThat(matching("{a,?,a}.txt")).containsExactly("a.txt", "b.txt");
  }

  @Test
  void aFileUriIsTakenApart() throws IOException {
    Path file = directory.resolve("with space.txt");
    assertThat(file.toUri().toString()).contains("%20");
    for (String spec :
        List.of(file.toUri().toString(), "file:" + file, "FILE://localhost" + file)) {
      Metadata metadata = FileSystems.matchSingleFileSpec(spec);
      assertThat(metadata.resourceId().toString()).isEqualTo(file.toString());
      assertThat(metadata.sizeBytes()).isEqualTo(Files.size(file));
      assertThat(metadata.lastModifiedMillis())
          .isEqualTo(Files.getLastModifiedTime(file).toMillis());
      assertThat(metadata.isReadSeekEfficient()).isTrue();
    }
    assertThatThrownBy(() -> FileSystems.match("file://elsewhere/x").metadata())
        .hasMessageContaining("elsewhere");
  }

  @Test
  void namesOutsideAsciiAreFound() throws IOException {
    assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"));
    Files.writeString(directory.resolve("größe-名前-🙂.dat"), "x");
    assertThat(matching("gr??e-名?-?.dat")).containsExactly("größe-名前-🙂.dat");
    assertThat(matching("*[🙂].dat")).containsExactly("größe-名前-🙂.dat");
    assertThat(
            FileSystems.matchSingleFileSpec(directory.resolve("größe-名前-🙂.dat").toUri().toString())
                .sizeBytes())
        .isEqualTo(1);
  }

  @Test
  void relativeNamesAreRelativeToTheWorkingDirectory() throws IOException {
    Metadata metadata = FileSystems.matchSingleFileSpec("pom.xml");
    assertThat(metadata.resourceId().toString())
        .isEqualTo(Path.of("pom.xml").toAbsolutePath().toString());
    assertThat(FileSystems.match("pom.*").metadata()).contains(metadata);
    assertThat(FileSystems.match("src/**/LocalMatchTest.java").metadata()).hasSize(1);
  }

  @Test
  void aPatternWithoutMatchIsTreatedAsAsked() throws IOException {
    String missing = directory + "/missing.txt";
    String glob = directory + "/missing*";
    assertThatThrownBy(() -> FileSystems.match(missing).metadata())
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("cannot read " + missing + ": no such file");
    assertThatThrownBy(() -> FileSystems.match(glob).metadata())
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("no file matches " + glob);
    assertThat(FileSystems.match(glob, EmptyMatchTreatment.ALLOW_IF_WILDCARD).metadata()).isEmpty();
    assertThat(FileSystems.match(missing, EmptyMatchTreatment.ALLOW).metadata()).isEmpty();
    MatchResult result = FileSystems.match(missing, EmptyMatchTreatment.ALLOW_IF_WILDCARD);
    assertThat(result.status()).isEqualTo(Status.NOT_FOUND);
    assertThatThrownBy(result::metadata).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aMalformedPatternIsAnErrorThatNamesIt() throws IOException {
    for (String pattern : List.of("/tmp/{a,b", "/tmp/*[a")) {
      MatchResult result = FileSystems.match(pattern, EmptyMatchTreatment.ALLOW);
      assertThat(result.status()).isEqualTo(Status.ERROR);
      assertThatThrownBy(result::metadata)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not closed")
          .hasMessageContaining(pattern);
    }
  }

  @Test
  void temporaryDirectoriesOfWritesAreNotEntered() throws IOException {
    Files.createDirectories(directory.resolve("sub/.millrace-temp-1"));
    Files.writeString(directory.resolve("sub/.millrace-temp-1/0-0"), "part");
    for (String pattern : List.of("sub/**", "sub/*/*", "sub/.*/*", "**/0-0")) {
      assertThat(matching(pattern)).as(pattern).doesNotContain("sub/.millrace-temp-1/0-0");
    }
  }

  @Test
  void aLinkInACircleDoesNotTrapTheWalk() throws IOException {
    Files.createSymbolicLink(directory.resolve("sub/up"), directory);
    assertThat(matching("sub/deep/**")).containsExactly("sub/deep/.hidden", "sub/deep/d.txt");
    assertThat(matching("**/d.txt")).contains("sub/deep/d.txt");
  }

  @Test
  void aDirectoryIsMatchedByItsNameAlone() throws IOException {
    Metadata metadata = FileSystems.matchSingleFileSpec(directory + "/sub");
    assertThat(metadata.resourceId().isDirectory()).isTrue();
    assertThat(matching("su*")).isEmpty();
  }
}
