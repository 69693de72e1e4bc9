package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Elements;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.ConsoleIO;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleIOTest {

  private final PrintStream console = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Pipeline p = Runs.pipeline("--targetParallelism=2");

  private PCollection<Long> numbers() {
    return p.apply(
        Elements.timestamped(
            VarLongCoder.of(),
            TimestampedValue.of(7L, Instant.ofEpochSecond(7)),
            TimestampedValue.of(42L, Instant.ofEpochSecond(42))));
  }

  private List<String> lines() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    p.run();
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @AfterEach
  void giveTheConsoleBack() {
    System.setOut(console);
  }

  @Test
  void eachElementIsALine() {
    numbers().apply(ConsoleIO.write());
    assertThat(lines()).containsExactlyInAnyOrder("7", "42");
  }

  @Test
  void linesBeginWithAPrefixAndHaveTheTextOfAFunction() {
    numbers()
        .apply(ConsoleIO.<Long>write().withPrefix("n> ").withFormatFunction(n -> "number " + n));
    assertThat(lines()).containsExactlyInAnyOrder("n> number 7", "n> number 42");
  }

  @Test
  void timesAndPanesArePrintedIfAskedFor() {
    numbers().apply(ConsoleIO.<Long>write().withTimestamps().withPanes());
    assertThat(lines())
        .containsExactlyInAnyOrder(
            "7 @ 1970-01-01T00:00:07Z PaneInfo.NO_FIRING",
            "42 @ 1970-01-01T00:00:42Z PaneInfo.NO_FIRING");
  }

  @Test
  void anElementOfSeveralWindowsHasALineForEachOnlyIfWindowsArePrinted() {
    PCollection<Long> windowed =
        numbers()
            .apply(
                Window.into(
                    SlidingWindows.of(Duration.ofSeconds(60)).every(Duration.ofSeconds(30))));
    windowed.apply("Plain", ConsoleIO.<Long>write().withPrefix("plain "));
    windowed.apply("Windows", ConsoleIO.<Long>write().withWindows());

    assertThat(lines())
        .containsExactlyInAnyOrder(
            "plain 7",
            "plain 42",
            "7 in [1969-12-31T23:59:30Z..1970-01-01T00:00:30Z)",
            "7 in [1970-01-01T00:00:00Z..1970-01-01T00:01:00Z)",
            "42 in [1970-01-01T00:00:00Z..1970-01-01T00:01:00Z)",
            "42 in [1970-01-01T00:00:30Z..1970-01-01T00:01:30Z)");
  }

  @Test
  void aJobWhoseOutputNobodyReadsAnyMoreFails() {
    numbers().apply("Print", ConsoleIO.write());
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            },
            true,
            StandardCharsets.UTF_8));

    assertThatThrownBy(p::run)
        .hasMessageContaining("Transform Print/Print failed")
        .hasMessageContaining("takes no more");
  }
}
