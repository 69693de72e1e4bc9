package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {

  private static final String PROGRAM =
      """
      package shop;

      public class Program {
        public static void main(String[] args) throws Exception {
          System.out.println("args " + String.join("|", args));
          for (String arg : args) {
            if (arg.equals("--fail")) {
              throw new java.io.IOException("the shelf is empty", new RuntimeException("cause"));
            }
            if (arg.equals("--missing")) {
              throw new java.nio.file.NoSuchFileException("/no/such/file");
            }
            if (arg.equals("--full")) {
              throw new OutOfMemoryError("Java heap space");
            }
          }
        }

        public static class Mute {
        }

        public interface Options extends io.millrace.sdk.options.PipelineOptions {
          int getShelves();

          void setShelves(int shelves);
        }

        public static class WithOptions {
          public static void main(String[] args) {
            Options options =
                io.millrace.sdk.options.PipelineOptionsFactory.fromArgs(args).as(Options.class);
            System.out.println(options.getShelves() + " shelves");
          }
        }
      }
      """;

  @TempDir static Path dir;
  private static Path jar;

  @BeforeAll
  static void compileAProgramThatIsNotOnTheClassPath() throws IOException {
    Path source = Files.createDirectories(dir.resolve("shop")).resolve("Program.java");
    Files.writeString(source, PROGRAM);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", dir.toString(), source.toString());
    assertThat(status).isZero();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "shop.Program");
    jar = dir.resolve("shop.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (String name :
          List.of("Program", "Program$Mute", "Program$Options", "Program$WithOptions")) {
        String path = "shop/" + name + ".class";
        out.putNextEntry(new JarEntry(path));
        out.write(Files.readAllBytes(dir.resolve(path)));
      }
    }
  }

  private static CommandResult run(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "run";
    all[1] = "--jar=" + jar;
    System.arraycopy(args, 0, all, 2, args.length);
    return CommandResult.of(all);
  }

  @Test
  void theProgramGetsAllOptionsThatAreNotOfTheCommand() {
    CommandResult result =
        run("--main", "shop.Program", "--input=a b", "--verbose", "rest", "--seed=7");
    assertThat(result).isEqualTo(new CommandResult(0, "args --input=a b|rest|--seed=7\n", ""));
  }

  @Test
  void theClassOfTheManifestIsRunWhenNoneIsNamed() {
    assertThat(run().out()).isEqualTo("args \n");
  }

  @Test
  void helpIsThatOfTheProgramOnceOneIsNamed() {
    assertThat(run("--help").out()).isEqualTo("args --help\n");
  }

  @Test
  void anOptionThatThePipelineDoesNotTakeIsWrongUsage() {
    assertThat(run("--main=shop.Program$WithOptions", "--shelves=3").out())
        .isEqualTo("3 shelves\n");

    CommandResult result = run("--main=shop.Program$WithOptions", "--shelfs=3");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("millrace: ").contains("shelfs").contains("--shelves");
  }

  @Test
  void theHelpOfAPipelineEndsWithSuccess() {
    CommandResult result = run("--main=shop.Program$WithOptions", "--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("--shelves");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void explainAddsItsOptionAtTheEnd() {
    CommandResult result = CommandResult.of("explain", "--jar=" + jar, "--input=a");
    assertThat(result).isEqualTo(new CommandResult(0, "args --input=a|--explain\n", ""));
  }

  @Test
  void aFailureIsOneMessageWithoutStackTrace() {
    CommandResult result = run("--fail");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("millrace: java.io.IOException: the shelf is empty\n");
  }

  @Test
  void verboseAddsTheStackTrace() {
    CommandResult result = run("--fail", "--verbose");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("millrace: java.io.IOException: the shelf is empty\n")
        .contains("at shop.Program.main")
        .contains("Caused by: java.lang.RuntimeException: cause");
  }

  @Test
  void aMissingFileIsSaidInWords() {
    assertThat(run("--missing").err()).isEqualTo("millrace: there is no file /no/such/file.\n");
  }

  @Test
  void outOfMemorySaysHowToGiveMore() {
    CommandResult result = run("--full");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("Java heap space").contains("MILLRACE_JAVA_OPTS");
  }

  @Test
  void aClassThatIsNotThereIsNamed() {
    CommandResult result = run("--main=shop.Porgram");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("millrace: there is no class shop.Porgram in " + jar + ".\n");
  }

  @Test
  void aClassWithoutMainIsNamed() {
    CommandResult result = run("--main=shop.Program$Mute");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("millrace: shop.Program$Mute has no 'public static void main(String[])'.\n");
  }

  @Test
  void aJarThatIsNotThereIsNamed() {
    CommandResult result = CommandResult.of("run", "--jar=/no/such.jar", "--main=shop.Program");
    assertThat(result)
        .isEqualTo(new CommandResult(1, "", "millrace: there is no file /no/such.jar.\n"));
  }

  @Test
  void aFileThatIsNoJarIsNamed() throws IOException {
    Path text = Files.writeString(dir.resolve("text.jar"), "no jar at all");
    CommandResult result = CommandResult.of("run", "--jar=" + text, "--main=shop.Program");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).startsWith("millrace: " + text + " is not a jar file");
  }

  @Test
  void withoutAJarTheUsageIsWrong() {
    CommandResult result = CommandResult.of("run", "--main=shop.Program");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--jar=FILE");
  }
}
