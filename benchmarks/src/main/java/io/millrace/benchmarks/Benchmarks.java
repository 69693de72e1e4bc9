package io.millrace.benchmarks;

import io.millrace.benchmarks.cluster.ExchangeCommand;
import io.millrace.benchmarks.cluster.NodeCommand;
import io.millrace.benchmarks.cluster.StateCommand;
import io.millrace.benchmarks.connectors.HdfsCommand;
import io.millrace.benchmarks.connectors.KafkaCommand;
import io.millrace.benchmarks.connectors.S3Command;
import io.millrace.benchmarks.files.ParquetCommand;
import io.millrace.benchmarks.memory.HeapCommand;
import io.millrace.benchmarks.memory.LargerThanHeap;
import io.millrace.benchmarks.memory.SteadyCommand;
import io.millrace.benchmarks.nexmark.LatencyCommand;
import io.millrace.benchmarks.nexmark.NexmarkCommand;
import io.millrace.benchmarks.parts.PartsCommand;
import io.millrace.benchmarks.scaling.ScalingCommand;
import io.millrace.benchmarks.scaling.ShapeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The dispatcher: {@code java -jar benchmarks/target/benchmarks.jar NAME [options]}. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Runs one benchmark, or makes the data for one.",
    subcommands = {
      TextCommand.class,
      WordCountByHand.class,
      WordCountLimit.class,
      WordCountSum.class,
      WordCountPipeline.class,
      GroupDistinct.class,
      TimerEachKey.class,
      WindowedCount.class,
      CsvCommand.class,
      NexmarkCommand.class,
      LatencyCommand.class,
      HeapCommand.class,
      LargerThanHeap.class,
      SteadyCommand.class,
      ScalingCommand.class,
      ShapeCommand.class,
      PartsCommand.class,
      ParquetCommand.class,
      KafkaCommand.class,
      S3Command.class,
      HdfsCommand.class,
      ExchangeCommand.class,
      StateCommand.class,
      NodeCommand.class,
      JmhCommand.class
    })
public final class Benchmarks {

  private Benchmarks() {}

  /** Runs the benchmark that the first argument names. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Benchmarks()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }
}
