package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
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

  /** Counts without end, in a step whose name can be chosen. */
  private static final String STREAM =
      """
      package shop;

      import io.millrace.sdk.Pipeline;
      import io.millrace.sdk.coders.VarLongCoder;
      import io.millrace.sdk.io.GenerateSequence;
      import io.millrace.sdk.options.PipelineOptions;
      import io.millrace.sdk.options.PipelineOptionsFactory;
      import io.millrace.sdk.state.StateSpec;
      import io.millrace.sdk.state.StateSpecs;
      import io.millrace.sdk.state.ValueState;
      import io.millrace.sdk.transforms.DoFn;
      import io.millrace.sdk.transforms.ParDo;
      import io.millrace.sdk.transforms.WithKeys;
      import io.millrace.sdk.values.KV;
      import java.time.Duration;

      public class Stream {
        public interface Options extends PipelineOptions {
          String getStep();

          void setStep(String step);
        }

        public static class Counts extends DoFn<KV<String, Long>, Long> {
          @StateId("count")
          private final StateSpec<ValueState<Long>> count = StateSpecs.value(VarLongCoder.of());

          @ProcessElement
          public void process(
              @StateId("count") ValueState<Long> state, OutputReceiver<Long> out) {
            Long before = state.read();
            state.write(before == null ? 1 : before + 1);
            out.output(1L);
          }
        }

        public static void main(String[] args) {
          Options options = PipelineOptionsFactory.fromArgs(args).as(Options.class);
          Pipeline pipeline = Pipeline.create(options);
          pipeline
              .apply("Numbers", GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)))
              .apply("ByKey", WithKeys.of("all"))
              .apply(options.getStep(), ParDo.of(new Counts()));
          pipeline.run();
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

  private Path jar(String name, String program) throws IOException {
    Path classes = Files.createDirectories(dir.resolve("classes"));
    Path source = Files.writeString(dir.resolve(name + ".java"), program);
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

  private CommandResult start(int slots) {
    CommandResult started =
        CommandResult.of(
            "cluster",
            "start",
            home,
            "--port=" + port,
            "--slots=" + slots,
            "--javaOptions=-Xmx256m");
    assertThat(started).as("start").returns(0, CommandResult::exitCode);
    return started;
  }

  private CommandResult run(Path jar, String main, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "run",
                "--jar=" + jar,
                "--main=" + main,
                "--runner=distributed",
                "--coordinator=127.0.0.1:" + port));
    args.addAll(List.of(more));
    if (args.stream().noneMatch(arg -> arg.startsWith("--parallelism="))) {
      args.add("--parallelism=2");
    }
    return CommandResult.of(args.toArray(String[]::new));
  }

  @Test
  void aClusterIsStartedRunsAProgramAndIsStopped() throws IOException {
    CommandResult started = start(1);
    assertThat(started.out())
        .contains("coordinator 127.0.0.1:" + port)
        .containsPattern("(worker \\S+, 0 of 1 slots taken\\s+){2}");

    CommandResult again = CommandResult.of("cluster", "start", home, "--port=" + port);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("a cluster runs here already").contains("cluster stop");

    Path jar = jar("Program", PROGRAM);
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

  @Test
  void ofTwoCoordinatorsOneCoordinatesAndTheOtherStandsBy() throws IOException {
    port = freePair();
    CommandResult started =
        CommandResult.of(
            "cluster", "start", home, "--port=" + port, "--coordinators=2", "--workers=1");
    assertThat(started).as("start: %s", started.err()).returns(0, CommandResult::exitCode);
    CommandResult status = CommandResult.of("cluster", "status", home);
    assertThat(status.out())
        .containsPattern("^coordinator 127\\.0\\.0\\.1:\\d+, checkpoints in ")
        .containsPattern("coordinator 127\\.0\\.0\\.1:\\d+ \\(stands by\\)")
        .contains("127.0.0.1:" + port, "127.0.0.1:" + (port + 1), "worker 127.0.0.1:");
    assertThat(CommandResult.of("cluster", "stop", home).out()).contains("Ended 3 processes.");
    CommandResult gone =
        CommandResult.of(
            "jobs", "--coordinator=127.0.0.1:" + port + ",127.0.0.1:" + (port + 1), home);
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err())
        .startsWith("millrace: no coordinator answers at 127.0.0.1:" + port)
        .contains("; no coordinator answers at 127.0.0.1:" + (port + 1));
  }

  /** A port that is free together with the one after it. */
  private static int freePair() throws IOException {
    while (true) {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket first = new ServerSocket(0, 1, loopback)) {
        int found = first.getLocalPort();
        try (ServerSocket second = new ServerSocket(found + 1, 1, loopback)) {
          return second.getLocalPort() - 1;
        } catch (BindException taken) {
          // the next one, then
        }
      }
    }
  }

  /** Starts a stream that is not waited for; returns the id of its job. */
  private String stream(Path jar, String name, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("--blockOnRun=false", "--checkpointEvery=100ms", "--jobName=" + name));
    args.addAll(List.of(more));
    CommandResult ran = run(jar, "shop.Stream", args.toArray(String[]::new));
    assertThat(ran).as("run: %s", ran.err()).returns(0, CommandResult::exitCode);
    return job(name);
  }

  private String job(String name) {
    return CommandResult.of("jobs", home)
        .out()
        .replaceFirst("(?s).*job (" + name + "\\S*) .*", "$1");
  }

  private CommandResult command(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add(home);
    return CommandResult.of(all.toArray(String[]::new));
  }

  private String succeeds(String... args) {
    CommandResult result = command(args);
    assertThat(result)
        .as("%s: %s", String.join(" ", args), result.err())
        .returns(0, CommandResult::exitCode);
    return result.out();
  }

  private void fails(CommandResult result, String... why) {
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("millrace: ").contains(why);
  }

  @Test
  void jobsHaveSavepointsAndOtherNumbersOfSlotsAndMistakesAreNamed() throws IOException {
    start(2);
    Path jar = jar("Stream", STREAM);
    String job = stream(jar, "first", "--step=Counts");

    fails(command("savepoint", "nothing"), "there is no job 'nothing'");
    fails(command("savepoint", job, "--to=../elsewhere"), "'../elsewhere': that is no directory");
    fails(command("savepoint", job, "--to=nowhere://there"), "nowhere://there");
    fails(command("rescale", "nothing", "--parallelism=2"), "there is no job 'nothing'");
    fails(command("rescale", job, "--parallelism=0"), job + " can have 1 to ", "slots, not 0");
    assertThat(command("rescale", job, "--parallelism=many").exitCode()).isEqualTo(2);
    assertThat(command("rescale", job).err()).contains("--parallelism=N");

    Path kept = dir.resolve("kept");
    assertThat(succeeds("savepoint", job, "--to=" + kept + "/"))
        .isEqualTo("savepoint " + kept + "\n");
    fails(command("savepoint", job, "--to=" + kept), "there is a savepoint in " + kept);
    String inStore = succeeds("savepoint", job).strip().replace("savepoint ", "");
    assertThat(Path.of(inStore).resolve("manifest")).exists();

    assertThat(succeeds("rescale", job, "--parallelism=9"))
        .contains("has 2 slots and is to have 9: 5 more must be free");
    assertThat(succeeds("rescale", job, "--parallelism=3")).contains("job " + job);
    Path last = dir.resolve("last");
    assertThat(succeeds("savepoint", job, "--stop", "--to=" + last)).contains(last.toString());
    assertThat(succeeds("jobs")).contains("job " + job + " STOPPED");
    fails(command("savepoint", job), job + " is over");
    fails(command("rescale", job, "--parallelism=2"), job + " is over");

    String other = "--step=Others";
    fails(fromSavepoint(jar, "savepoints/none", "--step=Counts"), "there is no savepoint in");
    fails(
        fromSavepoint(jar, last.toString(), other),
        "the savepoint has state of 'Counts'",
        "--allowDroppedState");
    String second = stream(jar, "second", other, "--allowDroppedState", "--fromSavepoint=" + last);
    succeeds("cancel", second);
    String third =
        stream(jar, "third", "--step=Counts", "--parallelism=1", "--fromSavepoint=" + last);
    succeeds("savepoint", third, "--stop");

    Path file;
    try (Stream<Path> files = Files.list(kept)) {
      file = files.filter(path -> path.toString().endsWith("-tasks")).findFirst().orElseThrow();
    }
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    fails(
        fromSavepoint(jar, kept.toString(), "--step=Counts"),
        "its savepoint cannot be restored",
        String.valueOf(file.getFileName()));
    Files.delete(file);
    fails(
        fromSavepoint(jar, kept.toString(), "--step=Counts"),
        "is not whole",
        String.valueOf(file.getFileName()));
    Files.write(kept.resolve("manifest"), new byte[] {1, 2, 3});
    fails(fromSavepoint(jar, kept.toString(), "--step=Counts"), kept + " cannot be read");
  }

  /** Waits for the end, which comes soon where this is a mistake. */
  private CommandResult fromSavepoint(Path jar, String savepoint, String step) {
    return run(jar, "shop.Stream", step, "--checkpointEvery=100ms", "--fromSavepoint=" + savepoint);
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
