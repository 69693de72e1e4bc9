package io.millrace.examples;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.ConsoleIO;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.Validation;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Looks for cards that somebody tries out: a very small payment, and within a minute a large one.
 *
 * <pre>{@code
 * bin/millrace example fraud --input=examples/data/payments.txt
 * }</pre>
 *
 * <p>What is known of a card is state; a timer forgets it when the minute is over.
 */
public final class FraudDetection {

  private static final long SMALL_CENTS = 100;
  private static final long LARGE_CENTS = 50_000;
  private static final Duration WITHIN = Duration.ofMinutes(1);

  private FraudDetection() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("The file or files to read: lines of time, card and amount in cents.")
    @Validation.Required
    String getInput();

    void setInput(String value);
  }

  /** From payments, as {@code card cents}, to alerts. */
  static final class FindFraud extends PTransform<PCollection<String>, PCollection<String>> {

    @Override
    public PCollection<String> expand(PCollection<String> payments) {
      return payments
          .apply(
              "ByCard",
              MapElements.into(
                      TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
                  .via(FraudDetection::parse))
          .apply("Watch", ParDo.of(new WatchCard()));
    }
  }

  private static KV<String, Long> parse(String payment) {
    int space = payment.indexOf(' ');
    return KV.of(payment.substring(0, space), Long.parseLong(payment.substring(space + 1)));
  }

  private static final class WatchCard extends DoFn<KV<String, Long>, String> {

    /** When a small payment was made that is not forgotten yet. */
    @StateId("tried")
    private final StateSpec<ValueState<Instant>> tried = StateSpecs.value();

    @TimerId("forget")
    private final TimerSpec forget = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    @RequiresTimeSortedInput
    public void processElement(
        @Element KV<String, Long> payment,
        @Timestamp Instant time,
        @StateId("tried") ValueState<Instant> tried,
        @TimerId("forget") Timer forget,
        OutputReceiver<String> alerts) {
      Instant before = tried.read();
      long cents = payment.getValue();
      if (cents >= LARGE_CENTS && before != null && !time.isAfter(before.plus(WITHIN))) {
        alerts.output(
            String.format(
                Locale.ROOT,
                "%s was tried out at %s and charged $%,.2f at %s",
                payment.getKey(),
                before,
                cents / 100.0,
                time));
      }
      if (cents < SMALL_CENTS) {
        tried.write(time);
        forget.withOutputTimestamp(time).set(time.plus(WITHIN));
      }
    }

    @OnTimer("forget")
    public void forget(@StateId("tried") ValueState<Instant> tried) {
      tried.clear();
    }
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("ReadPayments", TimedLines.from(options.getInput()))
        .apply("FindFraud", new FindFraud())
        .apply("Show", ConsoleIO.write());
    pipeline.run().waitUntilFinish();
  }
}
