package io.millrace.sdk.testing.filesystems;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.CreateOptions;
import io.millrace.sdk.io.fs.CreateOptions.StandardCreateOptions;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import io.millrace.sdk.io.fs.MoveOptions.StandardMoveOptions;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.fs.ResourceIdCoder;
import io.millrace.sdk.testing.shell.Race;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every file system must do, so that pipelines and the store of a cluster can stand on it. A
 * file system's tests contain one class that extends it:
 *
 * <pre>{@code
 * class MyFileSystemTest extends FileSystemContract {
 *   @Override
 *   protected String directory() {
 *     return "my://host/" + n++ + "/";
 *   }
 * }
 * }</pre>
 */
public abstract class FileSystemContract {

  private static final int RACERS = 8;
  private static final long SEED = 20261127;

  private FilesUnderTest files = new FilesUnderTest("");

  /** A directory that nobody has used; need not exist. Its name ends with a slash. */
  protected abstract String directory() throws IOException;

  /** How large a file is that does not go to the storage in one piece, in bytes. */
  protected int largeFileBytes() {
    return 3 << 20;
  }

  /** How many files are more than the storage deletes at once. */
  protected int manyFiles() {
    return 20;
  }

  /** How often each race is held. */
  protected int raceRounds() {
    return 20;
  }

  /** Names that files can have here besides plain ones. */
  protected List<String> unusualNames() {
    return List.of(
        "with space",
        "größe",
        "名前",
        "🙂",
        "a+b",
        "a%20b",
        "a&b=c;d",
        "#x",
        "it's",
        "[x]",
        "{y,z}",
        "x*y",
        "what?",
        "~tilde@,!$()");
  }

  /** Whether a directory is something by itself, and no file can have its name. */
  protected boolean hasDirectories() {
    return true;
  }

  @BeforeEach
  final void useANewDirectory() throws IOException {
    files = new FilesUnderTest(directory());
  }

  // ---- writing and reading

  @Test
  final void whatWasWrittenIsReadBack() throws IOException {
    for (int size : new int[] {0, 1, 1000, 200_000}) {
      byte[] content = content(size);
      files.write("size-" + size, content);
      assertArrayEquals(content, files.bytes("size-" + size));
    }
  }

  @Test
  final void createMakesDirectoriesAndReplacesWhatIsThere() throws IOException {
    for (String text : List.of("first, and longer", "second", "")) {
      files.write("a/b/c.txt", text);
      assertEquals(text, files.text("a/b/c.txt"));
    }
  }

  @Test
  final void createCanInsistOnANewFile() throws IOException {
    files.write("x", "old");
    FileAlreadyExistsException failure =
        assertThrows(
            FileAlreadyExistsException.class, () -> FileSystems.create(files.file("x"), newFile()));
    assertEquals("cannot create " + files.file("x") + ": it exists already", failure.getMessage());
    assertEquals("old", files.text("x"));
    try (WritableByteChannel channel = FileSystems.create(files.file("y"), newFile())) {
      FilesUnderTest.writeAll(channel, UTF_8.encode("new"));
    }
    assertEquals("new", files.text("y"));
  }

  @Test
  final void aLargeFileIsWrittenPieceByPieceAndReadFromAnyPlace() throws IOException {
    byte[] content = content(largeFileBytes());
    Random random = new Random(SEED);
    try (WritableByteChannel channel = FileSystems.create(files.file("large"), "x/y")) {
      for (int at = 0; at < content.length; ) {
        int size = Math.min(1 + random.nextInt(300_000), content.length - at);
        FilesUnderTest.writeAll(channel, ByteBuffer.wrap(content, at, size));
        at += size;
      }
    }
    assertArrayEquals(content, files.bytes("large"));
    try (SeekableByteChannel channel = openSeekable("large")) {
      assertEquals(content.length, channel.size());
      for (int i = 0; i < 30; i++) {
        int at = random.nextInt(content.length);
        byte[] expected = new byte[Math.min(1 + random.nextInt(5000), content.length - at)];
        System.arraycopy(content, at, expected, 0, expected.length);
        ByteBuffer read = ByteBuffer.allocate(expected.length);
        channel.position(at);
        while (read.hasRemaining()) {
          assertTrue(channel.read(read) > 0, "bytes at " + channel.position());
        }
        assertArrayEquals(expected, read.array(), "seed " + SEED + ", bytes from " + at + " on");
        assertEquals(at + expected.length, channel.position());
      }
    }
  }

  @Test
  final void aChannelGoesWhereItIsToldAndEndsWhereTheFileEnds() throws IOException {
    files.write("x", "0123456789");
    SeekableByteChannel channel = openSeekable("x");
    try (channel) {
      ByteBuffer three = ByteBuffer.allocateDirect(3);
      channel.position(4);
      assertEquals(3, channel.read(three));
      assertEquals("456", UTF_8.decode(three.flip()).toString());
      channel.position(9);
      assertEquals(1, channel.read(three.clear()));
      assertEquals(-1, channel.read(three));
      channel.position(1000);
      assertEquals(-1, channel.read(three));
      channel.position(0);
      assertEquals(0, channel.read(ByteBuffer.allocate(0)));
      assertEquals(10, channel.size());
    }
    assertFalse(channel.isOpen());
    assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
    channel.close();
  }

  @Test
  final void aChannelThatWasClosedWritesNoMore() throws IOException {
    WritableByteChannel channel = FileSystems.create(files.file("x"), "text/plain");
    channel.close();
    assertFalse(channel.isOpen());
    assertThrows(ClosedChannelException.class, () -> channel.write(ByteBuffer.allocate(1)));
    channel.close();
    assertEquals("", files.text("x"));
  }

  @Test
  final void whatCannotBeReadIsNamedWithTheReason() throws IOException {
    files.write("directory/x", "");
    FileNotFoundException missing =
        assertThrows(FileNotFoundException.class, () -> FileSystems.open(files.file("missing")));
    assertEquals("cannot read " + files.file("missing") + ": no such file", missing.getMessage());
    IOException directory =
        assertThrows(IOException.class, () -> FileSystems.open(files.file("directory")));
    assertSays(files.file("directory").toString(), directory);
  }

  @Test
  final void aFileInPlaceOfADirectoryCannotBeWrittenInto() throws IOException {
    assumeTrue(hasDirectories(), "there are no directories here");
    files.write("file", "");
    IOException failure = assertThrows(IOException.class, () -> files.write("file/x", "b"));
    assertSays(files.path("file"), failure);
    assertSays("not a directory", failure);
    assertThrows(
        IOException.class,
        () -> FileSystems.createDirectory(FileSystems.matchNewDirectory(files.path("file"))));
  }

  @Test
  final void namesMayHaveSpacesAndSignsAndLettersOfAnyScript() throws IOException {
    for (String name : unusualNames()) {
      ResourceId id = files.write("names of/" + name, name);
      assertEquals(name, id.getFilename());
      assertEquals(name, files.text("names of/" + name));
      Metadata found = FileSystems.matchResources(List.of(id)).get(0).metadata().get(0);
      assertEquals(id, found.resourceId());
    }
    assertEquals(
        unusualNames().stream().map(name -> "names of/" + name).sorted().toList(),
        files.matching("names of/*"));
    FileSystems.deleteRecursively(FileSystems.matchNewDirectory(files.path("names of")));
    assertEquals(List.of(), files.matching("**"));
  }

  // ---- finding

  @Test
  final void patternsStandForFilesAsInAShell() throws IOException {
    for (String name :
        List.of(
            "a.txt",
            "b.txt",
            "c.csv",
            "with space.txt",
            "sub/a.txt",
            "sub/deep/d.txt",
            "sub/deep/.hidden",
            "other/e.txt")) {
      files.write(name, name);
    }
    assertEquals(List.of("a.txt", "b.txt", "with space.txt"), files.matching("*.txt"));
    assertEquals(List.of("other/e.txt", "sub/a.txt"), files.matching("*/*.txt"));
    assertEquals(List.of("a.txt", "b.txt"), files.matching("?.txt"));
    assertEquals(List.of("a.txt", "b.txt"), files.matching("[a-b].*"));
    assertEquals(List.of("b.txt", "c.csv"), files.matching("[!a].???"));
    assertEquals(List.of("a.txt", "c.csv"), files.matching("{a,c}.{txt,csv}"));
    assertEquals(List.of("other/e.txt", "sub/a.txt"), files.matching("{sub/{a,b},other/e}.txt"));
    assertEquals(List.of("a.txt", "b.txt"), files.matching("{a,?,a}.txt"));
    assertEquals(
        List.of("sub/a.txt", "sub/deep/.hidden", "sub/deep/d.txt"), files.matching("sub/**"));
    assertEquals(List.of("sub/a.txt", "sub/deep/d.txt"), files.matching("sub**.txt"));
    assertEquals(6, files.matching("**/*.txt").size());
    assertEquals(List.of("sub/deep/d.txt"), files.matching("*/deep/d.txt"));
    assertEquals(List.of("with space.txt"), files.matching("with\\ sp*"));
    assertEquals(List.of(), files.matching("nowhere/*"));
    assertEquals(List.of(), files.matching("su*"));
    assertEquals(List.of(), files.matching("a.txt/*"));
  }

  @Test
  final void aNameThatLooksLikeAPatternMeansTheFileOfThatName() throws IOException {
    if (unusualNames().contains("[x]")) {
      files.write("[x]", "");
      files.write("x", "");
      assertEquals(List.of("[x]"), files.matching("[x]"));
      assertEquals(List.of("[x]"), files.matching("\\[x\\]"));
      assertEquals(List.of("[x]"), files.matching("\\[?\\]"));
    }
  }

  @Test
  final void whatIsFoundHasItsSizeAndTime() throws IOException {
    files.write("x", "12345");
    Metadata found = FileSystems.matchSingleFileSpec(files.path("x"));
    assertEquals(files.file("x"), found.resourceId());
    assertEquals(5, found.sizeBytes());
    assertTrue(found.isReadSeekEfficient());
    assertTrue(found.lastModifiedMillis() > 0);
    assertEquals(found, FileSystems.matchSingleFileSpec(files.path("?")));
  }

  @Test
  final void aDirectoryIsMatchedByItsNameAlone() throws IOException {
    files.write("sub/x", "");
    Metadata found = FileSystems.matchSingleFileSpec(files.path("sub"));
    assertTrue(found.resourceId().isDirectory());
    assertEquals(files.path("sub") + "/", found.resourceId().toString());
  }

  @Test
  final void aPatternWithoutMatchIsTreatedAsAsked() throws IOException {
    String missing = files.path("missing.txt");
    assertThrows(FileNotFoundException.class, () -> FileSystems.match(missing).metadata());
    MatchResult result = FileSystems.match(missing, EmptyMatchTreatment.ALLOW_IF_WILDCARD);
    assertEquals(Status.NOT_FOUND, result.status());
    String pattern = files.path("missing*");
    assertEquals(
        List.of(), FileSystems.match(pattern, EmptyMatchTreatment.ALLOW_IF_WILDCARD).metadata());
    assertThrows(FileNotFoundException.class, () -> FileSystems.match(pattern).metadata());
  }

  @Test
  final void aMalformedPatternIsAnErrorThatNamesIt() throws IOException {
    for (String pattern : List.of("{a,b", "*[a")) {
      MatchResult result = FileSystems.match(files.path(pattern), EmptyMatchTreatment.ALLOW);
      assertEquals(Status.ERROR, result.status());
      IOException failure = assertThrows(IOException.class, result::metadata);
      assertSays("not closed", failure);
      assertSays(pattern, failure);
    }
  }

  @Test
  final void temporaryDirectoriesOfWritesAreNotEntered() throws IOException {
    files.write("sub/.millrace-temp-1/0-0", "part");
    files.write("sub/x", "whole");
    for (String pattern : List.of("sub/**", "sub/*", "**/x", "sub/*/*", "sub/.*/*", "**/0-0")) {
      assertTrue(List.of("sub/x").containsAll(files.matching(pattern)), pattern);
    }
    assertEquals(List.of("sub/.millrace-temp-1/0-0"), files.matching("sub/.millrace-temp-1/*"));
  }

  // ---- moving

  @Test
  final void copyReplacesOrSkipsAsTold() throws IOException {
    files.write("from", "new");
    files.write("to", "old");
    List<ResourceId> from = List.of(files.file("from"), files.file("missing"));
    List<ResourceId> to = List.of(files.file("to"), files.file("nowhere"));
    FileSystems.copy(
        from,
        to,
        StandardMoveOptions.IGNORE_MISSING_FILES,
        StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
    assertEquals("old", files.text("to"));
    FileSystems.copy(from, to, StandardMoveOptions.IGNORE_MISSING_FILES);
    assertEquals("new", files.text("to"));
    assertEquals("new", files.text("from"));
    FileSystems.copy(List.of(files.file("to")), List.of(files.file("new directory/x")));
    assertEquals("new", files.text("new directory/x"));
    FileNotFoundException failure =
        assertThrows(FileNotFoundException.class, () -> FileSystems.copy(from, to));
    assertSays(files.path("missing"), failure);
  }

  @Test
  final void renameFailsIfTheTargetExistsUnlessToldOtherwise() throws IOException {
    files.write("from", "new");
    files.write("to", "old");
    List<ResourceId> from = List.of(files.file("from"));
    List<ResourceId> to = List.of(files.file("to"));
    FileAlreadyExistsException failure =
        assertThrows(FileAlreadyExistsException.class, () -> FileSystems.rename(from, to));
    assertEquals(
        "cannot rename " + from.get(0) + " to " + to.get(0) + ": it exists already",
        failure.getMessage());
    FileSystems.rename(from, to, StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
    assertEquals("new", files.text("from"));
    assertEquals("old", files.text("to"));

    FileSystems.rename(from, to, StandardMoveOptions.REPLACE_EXISTING);
    assertFalse(files.exists("from"));
    assertEquals("new", files.text("to"));

    FileSystems.rename(to, List.of(files.file("a new/directory/to")));
    assertFalse(files.exists("to"));
    assertEquals("new", files.text("a new/directory/to"));
  }

  @Test
  final void renamingWhatIsMissingFailsUnlessToldOtherwise() throws IOException {
    List<ResourceId> from = List.of(files.file("missing"), files.write("there", "x"));
    List<ResourceId> to = List.of(files.file("to"), files.file("to-2"));
    FileNotFoundException failure =
        assertThrows(FileNotFoundException.class, () -> FileSystems.rename(from, to));
    assertSays("cannot rename " + files.path("missing"), failure);
    FileSystems.rename(from, to, StandardMoveOptions.IGNORE_MISSING_FILES);
    assertFalse(files.exists("to"));
    assertEquals("x", files.text("to-2"));
  }

  @Test
  final void emptyAndLargeFilesAreRenamedAndCopiedToo() throws IOException {
    byte[] large = content(largeFileBytes());
    List<ResourceId> from = List.of(files.write("empty", ""), files.write("large", large));
    List<ResourceId> copies = List.of(files.file("copy of empty"), files.file("copy of large"));
    List<ResourceId> to = List.of(files.file("to/empty"), files.file("to/large"));
    FileSystems.copy(from, copies);
    FileSystems.rename(from, to);
    for (String prefix : List.of("copy of ", "to/")) {
      assertArrayEquals(new byte[0], files.bytes(prefix + "empty"));
      assertArrayEquals(large, files.bytes(prefix + "large"));
    }
    FileSystems.rename(to, copies, StandardMoveOptions.REPLACE_EXISTING);
    assertEquals(List.of("copy of empty", "copy of large"), files.matching("**"));
  }

  @Test
  final void aDirectoryIsRenamedWithAllThatIsInItUnlessThereIsOneOfThatName() throws IOException {
    assumeTrue(hasDirectories(), "there are no directories here");
    files.write("from/a/x", "1");
    files.write("there/y", "2");
    List<ResourceId> from = List.of(FileSystems.matchNewDirectory(files.path("from")));
    assertThrows(
        FileAlreadyExistsException.class,
        () ->
            FileSystems.rename(from, List.of(FileSystems.matchNewDirectory(files.path("there")))));
    FileSystems.rename(from, List.of(FileSystems.matchNewDirectory(files.path("new/to"))));
    assertEquals(List.of("new/to/a/x", "there/y"), files.matching("**"));
  }

  @Test
  final void whatIsMissingCanBeDeleted() throws IOException {
    FileSystems.delete(List.of(files.write("x", ""), files.file("missing")));
    FileSystems.delete(List.of(files.file("nowhere/missing")));
    assertEquals(List.of(), files.matching("**"));
  }

  @Test
  final void manyFilesAreDeletedAtOnceAndADirectoryWithAllThatIsInIt() throws IOException {
    List<ResourceId> many = new ArrayList<>();
    for (int i = 0; i < manyFiles(); i++) {
      many.add(files.write("many/" + i, ""));
      files.write("tree/" + i % 7 + "/" + i, "");
    }
    files.write("tree-like", "kept");
    ResourceId tree = FileSystems.matchNewDirectory(files.path("tree"));
    assertEquals(manyFiles(), files.matching("tree/**").size());
    FileSystems.delete(many);
    assertEquals(List.of(), files.matching("many/*"));
    FileSystems.deleteRecursively(tree);
    FileSystems.deleteRecursively(tree);
    assertEquals(List.of("tree-like"), files.matching("**"));
  }

  @Test
  final void aDirectoryCanBeMadeAgainAndDeletedWhenItIsEmpty() throws IOException {
    ResourceId directory = FileSystems.matchNewDirectory(files.path("new"), "directory");
    FileSystems.createDirectory(directory);
    FileSystems.createDirectory(directory);
    FileSystems.delete(List.of(directory));
    FileSystems.delete(List.of(directory));
    files.write("new/directory", "is a file now");
    assertEquals("is a file now", files.text("new/directory"));
  }

  // ---- racing

  @Test
  final void ofAllThatPutIfAbsentExactlyOneWinsAndItsContentIsWhatIsThere() throws Exception {
    for (List<Integer> winners :
        Race.run(
            RACERS,
            raceRounds(),
            (racer, round) -> {
              byte[] content = ("racer " + racer + " ").repeat(50).getBytes(UTF_8);
              boolean won = FileSystems.putIfAbsent(files.file("put/" + round), content);
              String there = files.text("put/" + round);
              assertEquals(won, there.equals(new String(content, UTF_8)), "round " + round);
              assertEquals(content.length, there.length());
              return won;
            })) {
      assertEquals(1, winners.size(), "winners " + winners);
    }
    assertEquals(
        IntStream.range(0, raceRounds()).mapToObj(i -> "put/" + i).sorted().toList(),
        files.matching("**"));
  }

  @Test
  final void theFirstThatPutsIfAbsentWinsForGood() throws IOException {
    assertTrue(FileSystems.putIfAbsent(files.file("log/1"), "one".getBytes(UTF_8)));
    assertFalse(FileSystems.putIfAbsent(files.file("log/1"), "two".getBytes(UTF_8)));
    assertFalse(FileSystems.putIfAbsent(files.file("log/1"), "one".getBytes(UTF_8)));
    assertEquals("one", files.text("log/1"));
    assertTrue(FileSystems.putIfAbsent(files.file("log/2"), new byte[0]));
    assertFalse(FileSystems.putIfAbsent(files.file("log/2"), new byte[1]));
    assertEquals("", files.text("log/2"));
  }

  @Test
  final void ofAllThatInsistOnANewFileExactlyOneWins() throws Exception {
    for (List<Integer> winners :
        Race.run(
            RACERS,
            raceRounds(),
            (racer, round) -> {
              try (WritableByteChannel channel =
                  FileSystems.create(files.file("new-" + round), newFile())) {
                FilesUnderTest.writeAll(channel, UTF_8.encode("racer " + racer));
              } catch (FileAlreadyExistsException e) {
                return false;
              }
              assertEquals("racer " + racer, files.text("new-" + round));
              return true;
            })) {
      assertEquals(1, winners.size(), "winners " + winners);
    }
  }

  @Test
  final void ofAllThatRenameToOneNameExactlyOneWins() throws Exception {
    int rounds = Math.max(1, raceRounds() / 2);
    for (List<Integer> winners :
        Race.run(
            RACERS,
            rounds,
            (racer, round) -> {
              ResourceId source = files.write("from/" + racer + "-" + round, "racer " + racer);
              try {
                FileSystems.rename(List.of(source), List.of(files.file("to-" + round)));
              } catch (FileAlreadyExistsException e) {
                return false;
              }
              assertEquals("racer " + racer, files.text("to-" + round));
              return true;
            })) {
      assertEquals(1, winners.size(), "winners " + winners);
    }
    assertEquals((RACERS - 1) * rounds, files.matching("from/*").size());
  }

  // ---- names

  @Test
  final void namesResolveLikePaths() throws IOException {
    ResourceId base = FileSystems.matchNewDirectory(files.path("a"), "b");
    ResourceId x = base.resolve("x", StandardResolveOptions.RESOLVE_FILE);
    assertEquals(files.path("a/b/"), base.toString());
    assertEquals(files.file("a/b/x"), x);
    assertEquals("x", x.getFilename());
    assertEquals("b", base.getFilename());
    assertEquals(base, x.getCurrentDirectory());
    assertEquals(base, base.getCurrentDirectory());
    assertEquals(
        FileSystems.matchNewDirectory(files.path("a")),
        base.resolve("..", StandardResolveOptions.RESOLVE_DIRECTORY));
    assertEquals(x, FileSystems.matchNewResource(x.toString(), false));
    assertThrows(
        IllegalStateException.class, () -> x.resolve("y", StandardResolveOptions.RESOLVE_FILE));
    assertThrows(
        IllegalArgumentException.class,
        () -> base.resolve("y/", StandardResolveOptions.RESOLVE_FILE));
    assertThrows(
        IllegalArgumentException.class,
        () -> FileSystems.matchNewResource(files.path("a/"), false));
  }

  @Test
  final void namesTravel() throws IOException {
    for (ResourceId id :
        List.of(files.file("a b/c"), FileSystems.matchNewDirectory(files.path("d")))) {
      assertEquals(id, SerializableUtils.clone(id));
      assertEquals(id.hashCode(), SerializableUtils.clone(id).hashCode());
      byte[] encoded = CoderUtils.encodeToByteArray(ResourceIdCoder.of(), id);
      assertEquals(id, CoderUtils.decodeFromByteArray(ResourceIdCoder.of(), encoded));
    }
    ResourceId root = files.file("x").getCurrentDirectory();
    for (int i = 0; i < 100 && root.getFilename() != null; i++) {
      root = root.resolve("..", StandardResolveOptions.RESOLVE_DIRECTORY);
    }
    assertNull(root.getFilename());
  }

  private static void assertSays(String part, IOException failure) {
    String said = String.valueOf(failure.getMessage());
    assertTrue(said.contains(part), said);
  }

  private SeekableByteChannel openSeekable(String name) throws IOException {
    return assertInstanceOf(SeekableByteChannel.class, FileSystems.open(files.file(name)));
  }

  private static CreateOptions newFile() {
    return StandardCreateOptions.builder().setExpectFileToNotExist(true).build();
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(SEED + size).nextBytes(content);
    return content;
  }
}
