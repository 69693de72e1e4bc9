package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code bin/millrace} on machines that lack something: a copy of it, in a repository never built.
 */
class ScriptTest {

  @TempDir Path dir;
  private Path script;
  private Path path;
  private Path javaHome;

  @BeforeEach
  void copyTheScriptIntoAnEmptyRepository() throws IOException {
    script = dir.resolve("repository/bin/millrace");
    Files.createDirectories(script.getParent());
    Files.copy(Path.of("../bin/millrace"), script);
    path = Files.createDirectories(dir.resolve("path"));
    javaHome = Path.of(System.getProperty("java.home"));
    for (String tool :
        new String[] {"bash", "dirname", "readlink", "sed", "head", "sort", "find"}) {
      provide(tool);
    }
    for (String tool : new String[] {"mkdir", "mv", "grep", "cat", "rm", "tail", "sleep", "env"}) {
      provide(tool);
    }
  }

  private void provide(String tool) throws IOException {
    for (String folder : new String[] {"/bin", "/usr/bin", "/usr/local/bin"}) {
      Path real = Path.of(folder, tool);
      if (Files.isExecutable(real)) {
        fake(path.resolve(tool), "exec " + real + " \"$@\"");
        return;
      }
    }
    throw new IllegalStateException("no " + tool + " on this machine");
  }

  private void fake(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private CommandResult run(Path command, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(arguments.length == 0 ? List.of("--version") : List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.directory(dir.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path.toString());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new CommandResult(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private void assertFailsWith(String... messages) throws Exception {
    CommandResult result = run(script);
    assertThat(result.err()).contains(messages);
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void aWrongJavaHomeIsNamed() throws Exception {
    javaHome = dir.resolve("nowhere");
    assertFailsWith("JAVA_HOME is " + javaHome, "JDK 17 or newer");
  }

  @Test
  void anOldJavaIsNamedWithItsVersionAndHowToGetANewOne() throws Exception {
    javaHome = dir.resolve("jdk-11");
    fake(javaHome.resolve("bin/java"), "exit 1");
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertFailsWith("Java 11.0.2 at " + javaHome + " is too old", "apt-get install");
  }

  @Test
  void aJavaWithoutReleaseFileIsAskedForItsVersion() throws Exception {
    javaHome = dir.resolve("jdk-8");
    fake(javaHome.resolve("bin/java"), "echo 'java version \"1.8.0_402\"' >&2");
    assertFailsWith("Java 1.8.0_402 at " + javaHome + " is too old");
  }

  @Test
  void aRuntimeWithoutCompilerCannotBuild() throws Exception {
    javaHome = dir.resolve("jre");
    fake(javaHome.resolve("bin/java"), "exit 1");
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"21\"\n");
    assertFailsWith(javaHome + " is a Java runtime without a compiler");
  }

  @Test
  void aMissingMavenIsNamedWithHowToGetIt() throws Exception {
    assertFailsWith("no mvn found", "Maven 3.8.7 or newer", "apt-get install maven");
  }

  @Test
  void anOldMavenIsNamedWithItsVersion() throws Exception {
    fake(path.resolve("mvn"), "echo 'Apache Maven 3.6.3 (abc)'");
    assertFailsWith("Maven 3.6.3 is too old", "3.8.7");
  }

  @Test
  void ofABuildThatFailsTheErrorsAreShownAndTheLogIsKept() throws Exception {
    fake(
        path.resolve("mvn"),
        "[ \"$1\" = --version ] && echo 'Apache Maven 3.9.9' && exit\n"
            + "echo '[INFO] much'; echo '[ERROR] the dam broke'; exit 1");
    Path log = dir.resolve("repository/target/build.log");
    assertFailsWith("the build failed", "[ERROR] the dam broke", "repository/target/build.log");
    assertThat(log).content().contains("[INFO] much");
  }

  /** A JDK that shows what it was called with, and a Maven that makes what it was told to. */
  private void fakeJavaAndMaven() throws IOException {
    javaHome = dir.resolve("jdk-17");
    fake(javaHome.resolve("bin/java"), "echo \"$@\"");
    fake(javaHome.resolve("bin/javac"), "exit 1");
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    fake(
        path.resolve("mvn"),
        """
        [ "$1" = --version ] && echo 'Apache Maven 3.9.9' && exit
        echo "$@" >>mvn.log
        while [ "$1" != -pl ]; do shift; done
        built=$2/target/command
        mkdir -p "$built" lib
        for jar in a b c; do : >"lib/$jar.jar"; done
        case $2 in
          cli) : >"$built/millrace-cli-1.jar"; classes=lib/a.jar ;;
          io/s3) : >"$built/millrace-io-s3-1.jar"; classes=lib/a.jar:$PWD/lib/b.jar ;;
          runners-rocksdb)
            : >"$built/millrace-runners-rocksdb-1.jar"
            classes=lib/b.jar:$PWD/lib/c.jar ;;
          examples-connectors)
            : >"$built/millrace-examples-connectors-1.jar"
            classes=lib/a.jar ;;
        esac
        printf %s "$PWD/$classes" >"$built/class-path"
        """);
  }

  @Test
  void librariesAreBuiltAndPutOnTheClassPathWhenTheyAreAskedFor() throws Exception {
    fakeJavaAndMaven();
    Files.createFile(dir.resolve("repository/pom.xml"));
    Path driver = Files.createFile(dir.resolve("driver.jar"));
    Path root = dir.resolve("repository").toRealPath();

    CommandResult plain = run(script, "jobs");
    assertThat(plain.out())
        .contains("-cp " + root + "/cli/target/command/millrace-cli-1.jar:" + root + "/lib/a.jar ")
        .contains("io.millrace.cli.Millrace jobs");
    CommandResult result =
        run(
            script,
            "cluster",
            "start",
            "--checkpoints=s3://bucket/x",
            "--libraries=rocksdb",
            "--jars=" + driver);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains(
            String.join(
                ":",
                "-cp " + root + "/cli/target/command/millrace-cli-1.jar",
                root + "/lib/a.jar",
                root + "/io/s3/target/command/millrace-io-s3-1.jar",
                root + "/lib/b.jar",
                root + "/runners-rocksdb/target/command/millrace-runners-rocksdb-1.jar",
                root + "/lib/c.jar",
                driver.toString()))
        .contains("io.millrace.cli.Millrace cluster start --checkpoints=s3://bucket/x\n");
    run(script, "run", "--state=rocksdb", "--input=s3://bucket/y");
    assertThat(root.resolve("mvn.log"))
        .as("what was built, once each")
        .content()
        .containsOnlyOnce("-pl cli ")
        .containsOnlyOnce("-pl io/s3 ")
        .containsOnlyOnce("-pl runners-rocksdb ");
  }

  /** Those that are on the command's own class path need no more; the others ask by themselves. */
  @ParameterizedTest
  @EnumSource
  void anExampleBringsTheLibraryThatItIsIn(Example example) throws Exception {
    boolean ownClassPath = true;
    try {
      example.program().load();
    } catch (ProgramException e) {
      ownClassPath = false;
    }
    fakeJavaAndMaven();
    Files.createFile(dir.resolve("repository/pom.xml"));

    CommandResult result = run(script, "example", example.label(), "--help");

    assertThat(result.err()).isEmpty();
    assertThat(result.out().contains("/millrace-examples-connectors-1.jar"))
        .isEqualTo(!ownClassPath);
    assertThat(result.out()).contains("Millrace example " + example.label() + " --help\n");
  }

  @Test
  void theNameOfAnExampleIsAWordAsAnyOtherElsewhere() throws Exception {
    fakeJavaAndMaven();
    Files.createFile(dir.resolve("repository/pom.xml"));
    assertThat(run(script, "run", "kafka-to-parquet").out()).doesNotContain("examples-connectors");
  }

  @Test
  void aLibraryThatThereIsNotIsRefusedWithThoseThatThereAre() throws Exception {
    CommandResult result = run(script, "run", "--libraries=kafak");
    assertThat(result.err())
        .contains("there is no library kafak")
        .contains("kafka, jdbc, s3, hdfs, rocksdb and examples-connectors");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void aJarThatIsNotThereIsNamed() throws Exception {
    CommandResult result = run(script, "run", "--jars=driver.jar");
    assertThat(result.err()).contains("there is no file driver.jar (--jars)");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void itFindsItsRepositoryThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("mr"), Path.of("repository/bin/millrace"));
    fake(
        path.resolve("mvn"),
        "[ \"$1\" = --version ] && echo 'Apache Maven 3.9.9' && exit\npwd; exit 1");
    assertThat(run(link).exitCode()).isEqualTo(1);
    assertThat(dir.resolve("repository/target/build.log"))
        .hasContent(dir.resolve("repository").toRealPath().toString());
  }
}
