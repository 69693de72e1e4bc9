package io.millrace.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands over to JMH with all arguments that follow. */
@Command(
    name = "jmh",
    description = "Runs JMH benchmarks; takes JMH's own arguments, e.g.: jmh FusedChain -prof gc")
final class JmhCommand implements Callable<Integer> {

  @Unmatched List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
