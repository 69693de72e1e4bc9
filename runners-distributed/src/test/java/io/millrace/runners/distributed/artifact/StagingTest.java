package io.millrace.runners.distributed.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.distributed.artifact.Staging.Staged;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {

  private static final ClassLoader NONE = StagingTest.class.getClassLoader();

  @TempDir Path dir;

  @Test
  void filesThatAreNamedAreSentInTheirOrder() throws Exception {
    Path b = ClassFiles.jar(dir.resolve("b.jar"), Map.of("b", new byte[1]));
    Path a = ClassFiles.jar(dir.resolve("a.jar"), Map.of("a", new byte[1]));
    List<Staged> staged = Staging.find(List.of(b.toString(), a.toString()), NONE);
    assertThat(staged).extracting(Staged::file).containsExactly(b, a);
    assertThat(staged)
        .extracting(each -> each.artifact().getName())
        .containsExactly("b.jar", "a.jar");
    assertThat(staged.get(0).artifact().getSize()).isEqualTo(Files.size(b));
  }

  @Test
  void aDirectoryIsPackedAlikeWheneverItHoldsTheSame() throws Exception {
    Path classes = Files.createDirectories(dir.resolve("classes/shop"));
    Files.writeString(classes.resolve("Shelf.class"), "shelf");
    Files.writeString(classes.resolve("Item.class"), "item");
    Staged first = Staging.find(List.of(dir.resolve("classes").toString()), NONE).get(0);
    Files.setLastModifiedTime(classes.resolve("Item.class"), FileTime.fromMillis(1));
    Staged second = Staging.find(List.of(dir.resolve("classes").toString()), NONE).get(0);
    assertThat(second.artifact()).isEqualTo(first.artifact());
    try (JarFile jar = new JarFile(first.file().toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .containsExactly("shop/Item.class", "shop/Shelf.class");
    }
  }

  @Test
  void theFilesOfTheLoaderThatTheProgramWasStartedWithAreFound() throws Exception {
    Path jar = ClassFiles.jar(dir.resolve("my program.jar"), Map.of("a", new byte[1]));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, NONE)) {
      assertThat(Staging.find(null, loader)).extracting(Staged::file).containsExactly(jar);
    }
  }

  @Test
  void whatIsOnTheClassPathIsFoundWithoutMillrace() throws Exception {
    assertThat(Staging.find(null, NONE))
        .extracting(each -> each.file().toString())
        .noneMatch(file -> file.contains("/sdk/core/target/"));
  }

  @Test
  void nothingIsSentOfAClassPathThatWorkersHave() throws Exception {
    Path mark = Files.createDirectories(dir.resolve("META-INF/millrace"));
    URL resource = Files.writeString(mark.resolve("class-path-of-workers"), "").toUri().toURL();
    ClassLoader ofCommand =
        new ClassLoader(NONE) {
          @Override
          public URL getResource(String name) {
            return name.equals(Staging.CLASS_PATH_OF_WORKERS) ? resource : super.getResource(name);
          }
        };
    assertThat(Staging.find(null, NONE)).isNotEmpty();
    assertThat(Staging.find(null, ofCommand)).isEmpty();
  }

  @Test
  void whatIsNotThereOrNoJarIsNamed() throws Exception {
    String missing = dir.resolve("missing.jar").toString();
    assertThatThrownBy(() -> Staging.find(List.of(missing), NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(missing);
    String text = Files.writeString(dir.resolve("text.jar"), "text").toString();
    assertThatThrownBy(() -> Staging.find(List.of(text), NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("not a jar file");
  }
}
