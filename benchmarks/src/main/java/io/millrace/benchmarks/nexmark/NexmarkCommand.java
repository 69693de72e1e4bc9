package io.millrace.benchmarks.nexmark;

import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.nexmark.query.Query;
import io.millrace.benchmarks.nexmark.query.RunningCounts;
import io.millrace.runners.host.state.StateBackends;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Answers one question several times in one JVM, and prints a line each time. */
@Command(
    name = "nexmark",
    mixinStandardHelpOptions = true,
    description = "Runs one query, as a pipeline or as the loop that it is compared with.")
public final class NexmarkCommand implements Callable<Integer> {

  /** Which program answers. */
  enum Engine {
    PIPELINE,
    LIMIT
  }

  @Option(names = "--query", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
  Question question;

  @Option(
      names = "--engine",
      defaultValue = "PIPELINE",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Engine engine = Engine.PIPELINE;

  @Option(
      names = "--runner",
      defaultValue = "direct",
      description = "The runner of the pipeline (default: ${DEFAULT-VALUE}).")
  String runner = "direct";

  @Option(
      names = "--state",
      defaultValue = StateBackends.HEAP,
      description = "Where the pipeline keeps state: heap or rocksdb (default: ${DEFAULT-VALUE}).")
  String state = StateBackends.HEAP;

  @Option(
      names = "--keys",
      description = "How many keys the pipeline of st has, if not as many as the loop.")
  @Nullable Integer keys;

  @Option(
      names = "--checkpoint-every",
      description =
          "How often the distributed runner takes a checkpoint, such as 10s; its own way if not given.")
  @Nullable String checkpointEvery;

  @Spec CommandSpec command = CommandSpec.create();

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "How many events, lines or keys (default: ${DEFAULT-VALUE}).")
  long events;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int parallelism;

  @Option(
      names = "--reps",
      defaultValue = "2",
      description = "How often, in one JVM; the first ones warm it up (default: ${DEFAULT-VALUE}).")
  int reps;

  @Override
  public Integer call() throws Exception {
    if (keys != null && (question != Question.ST || engine != Engine.PIPELINE)) {
      throw new ParameterException(
          command.commandLine(), "--keys is for the pipeline of --query=st only");
    }
    if (checkpointEvery != null && !runner.equals("distributed")) {
      throw new ParameterException(
          command.commandLine(), "--checkpoint-every is for --runner=distributed only");
    }
    for (int rep = 0; rep < reps; rep++) {
      // what the run before has left is not this one's to clear away
      System.gc();
      System.out.println(measure());
    }
    return 0;
  }

  private RunLine measure() throws Exception {
    return switch (engine) {
      case PIPELINE -> {
        QueryRun run = new QueryRun(runner, parallelism, state, checkpointEvery);
        Query<?, ?> query = keys == null ? question.query() : new RunningCounts(keys);
        yield RunLine.measure(runner, question.toString(), () -> run.run(query, events));
      }
      case LIMIT ->
          RunLine.measure(
              "limit", question.toString(), () -> question.limit().run(events, parallelism));
    };
  }
}
