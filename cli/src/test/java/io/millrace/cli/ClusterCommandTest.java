package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of processes as people have it: started, used and stopped by commands. */
@Timeout(240)
class ClusterCommandTest {

  /** Its classes are in its jar alone, so workers have them from there. */
  private static final String PROGRAM =
      """
      package shop;

      import io.millrace.sdk.Pipeline;
      import io.millrace.sdk.io.TextIO;
      import io.millrace.sdk.options.PipelineOptions;
      import io.millrace.sdk.options.PipelineOptionsFactory;
      import io.millrace.sdk.transforms.Count;
      import io.millrace.sdk.transforms.Create;
      import io.millrace.sdk.transforms.MapElements;
      import io.millrace.sdk.transforms.SimpleFunction;
      import io.millrace.sdk.values.KV;

      public class Program {
        public record Sale(String shop, long cents) {}

        public interface Options extends PipelineOptions {
          String getOutput();

          void setOutput(String output);

          boolean isBroken();

          void setBroken(boolean broken);
        }

        public static class ShopOf extends SimpleFunction<Sale, Sale> {
          private final boolean broken;

          ShopOf(boolean broken) {
            this.broken = broken;
          }

          @Override
          public Sale apply(Sale sale) {
            if (broken) {
              throw new IllegalStateException("the shelf is empty");
            }
            return new Sale(sale.shop(), 0);
          }
        }

        public static class Line extends SimpleFunction<KV<Sale, Long>, String> {
          @Override
          public String apply(KV<Sale, Long> count) {
            return count.getKey().shop() + " " + count.getValue();
          }
        }

        public static void main(String[] args) {
          Options options = PipelineOptionsFactory.fromArgs(args).as(Options.class);
          Pipeline pipeline = Pipeline.create(options);
          pipeline
              .apply(Create.of(new Sale("Bergen", 1), new Sale("Hamar", 2), new Sale("Bergen", 3)))
              .apply("ShopOf", MapElements.via(new ShopOf(options.isBroken())))
              .apply(Count.perElement())
              .apply(MapElements.via(new Line()))
              .apply(TextIO.write().to(options.getOutput()));
          pipeline.run().waitUntilFinish();
        }
      }
      """;

  @TempDir Path dir;
  private String home;
  private int port;

  @BeforeEach
  void chooseAPort() throws IOException {
    home = "--home=" + dir.resolve("cluster");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void endAllProcesses() {
    CommandResult.of("cluster", "stop", home);
  }

  private Path jar() throws IOException {
    Path classes = Files.createDirectories(dir.resolve("classes"));
    Path source = Files.writeString(dir.resolve("Program.java"), PROGRAM);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(status).isZero();
    Path jar = dir.resolve("shop.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  private CommandResult run(Path jar, String main, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "run",
                "--jar=" + jar,
                "--main=" + main,
                "--runner=distributed",
                "--coordinator=127.0.0.1:" + port,
                "--parallelism=2"));
    args.addAll(List.of(more));
    return CommandResult.of(args.toArray(String[]::new));
  }

  @Test
  void aClusterIsStartedRunsAProgramAndIsStopped() throws IOException {
    CommandResult started =
        CommandResult.of(
            "cluster", "start", home, "--port=" + port, "--slots=1", "--javaOptions=-Xmx256m");
    assertThat(started).as("start").returns(0, CommandResult::exitCode);
    assertThat(started.out())
        .contains("coordinator 127.0.0.1:" + port)
        .containsPattern("(worker \\S+, 0 of 1 slots taken\\s+){2}");

    CommandResult again = CommandResult.of("cluster", "start", home, "--port=" + port);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("a cluster runs here already").contains("cluster stop");

    Path jar = jar();
    CommandResult ran = run(jar, "shop.Program", "--output=" + dir.resolve("counts"));
    assertThat(ran).as("run").returns(0, CommandResult::exitCode);
    assertThat(counts()).containsExactlyInAnyOrder("Bergen 2", "Hamar 1");

    CommandResult broken =
        run(jar, "shop.Program", "--broken", "--output=" + dir.resolve("nothing"));
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.err()).contains("ShopOf").contains("the shelf is empty");

    CommandResult missing = run(jar, "shop.Nothing");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("there is no class shop.Nothing");

    CommandResult jobs = CommandResult.of("jobs", home);
    assertThat(jobs.out()).contains(" FINISHED").contains(" CANCELLED");

    String finished = jobs.out().replaceFirst("(?s).*job (\\S+) FINISHED.*", "$1");
    CommandResult described = CommandResult.of("describe", finished, home);
    assertThat(described.out()).contains("job " + finished + " FINISHED", "stage 0", "ShopOf");

    CommandResult unknown = CommandResult.of("cancel", "nothing", home);
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).startsWith("millrace: there is no job 'nothing'");

    assertThat(CommandResult.of("cluster", "stop", home).out()).contains("Ended 3 processes.");
    CommandResult gone =
        CommandResult.of("cluster", "status", "--coordinator=127.0.0.1:" + port, home);
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err()).startsWith("millrace: no coordinator answers at 127.0.0.1:" + port);
  }

  private List<String> counts() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("counts-")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  @Test
  void aClusterThatCannotListenSaysWhyAndLeavesNothingBehind() throws IOException {
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      CommandResult result =
          CommandResult.of("cluster", "start", home, "--port=" + taken.getLocalPort());
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .contains("the coordinator ended at once")
          .contains("cannot listen on 127.0.0.1:" + port);
    }
    assertThat(CommandResult.of("cluster", "stop", home).out()).contains("No cluster runs here.");
  }

  @Test
  void whatIsNoAddressIsWrongUsage() {
    CommandResult result = CommandResult.of("jobs", "--coordinator=somewhere");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--coordinator").contains("HOST:PORT");
    assertThat(CommandResult.of("cluster", "start", "--workers=0").err())
        .contains("--workers must be at least 1");
    assertThat(CommandResult.of("cluster").exitCode()).isEqualTo(2);
    for (String command : List.of("cluster start", "coordinator --checkpoints=/x", "worker")) {
      List<String> args = new ArrayList<>(List.of(command.split(" ")));
      args.addAll(List.of("--coordinator=127.0.0.1:1", "--parallelism=2"));
      if (!command.equals("worker")) {
        args.remove("--coordinator=127.0.0.1:1");
      }
      CommandResult refused = CommandResult.of(args.toArray(String[]::new));
      assertThat(refused.exitCode()).as(command).isEqualTo(2);
      assertThat(refused.err()).contains("Unknown option: '--parallelism'");
    }
    assertThat(CommandResult.of("cluster", "start", "--s3Endpoint=http://127.0.0.1:1").err())
        .contains("Unknown option: '--s3Endpoint'")
        .contains("--libraries=s3");
  }
}
