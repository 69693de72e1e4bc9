package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.transforms.Deduplicate;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupIntoBatches;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.join.IntervalJoin;
import io.millrace.sdk.transforms.join.TemporalJoin;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Rule G2 for the transforms of the SDK that keep state, in the global window, where no expiry
 * helps: what is kept for each number goes with the watermark. Each number is a key of its own.
 */
class KeptStateTest {

  private final Pipeline p = Pipeline.create();
  private final HandFedSource one = new HandFedSource(1);
  private final HandFedSource other = new HandFedSource(1);

  static final class ByItself extends DoFn<Long, KV<Long, Long>> {
    @ProcessElement
    public void processElement(@Element Long number, OutputReceiver<KV<Long, Long>> out) {
      out.output(KV.of(number, number));
    }
  }

  private PCollection<KV<Long, Long>> numbers(String name, HandFedSource source) {
    return p.apply(name, Read.from(source))
        .apply(name + "Keys", ParDo.of(new ByItself()))
        .setCoder(KvCoder.of(VarLongCoder.of(), VarLongCoder.of()));
  }

  private static void give(HandFedSource source, long from, long to) {
    for (long number = from; number < to; number++) {
      source.split(0).give(number);
    }
  }

  private HandStream watermark(HandStream run, long millis) {
    one.split(0).watermark(millis);
    other.split(0).watermark(millis);
    return run.settle();
  }

  @Test
  void anIntervalJoinKeepsValuesAsLongAsAPartnerCanCome() {
    numbers("Left", one)
        .apply(
            IntervalJoin.between(Duration.ofMillis(-5), Duration.ofMillis(10))
                .fullOuter(numbers("Right", other)));
    HandStream run = HandStream.of(p);
    give(one, 0, 100);
    watermark(run, 50);
    assertThat(run.keptScopes()).as("40 to 99, up to whose time + 10").isEqualTo(60);
    give(other, 50, 150);
    run.settle();
    assertThat(run.keptScopes()).as("40 to 149").isEqualTo(110);
    watermark(run, 110);
    assertThat(run.keptScopes()).as("105 to 149 of the right").isEqualTo(45);
    watermark(run, 155);
    assertThat(run.keptScopes()).isZero();
  }

  @Test
  void allowedLatenessKeepsValuesForSoMuchLonger() {
    numbers("Left", one)
        .apply(
            Window.<KV<Long, Long>>into(new GlobalWindows())
                .withAllowedLateness(Duration.ofMillis(30)))
        .apply(IntervalJoin.within(Duration.ofMillis(10)).inner(numbers("Right", other)));
    HandStream run = HandStream.of(p);
    give(one, 0, 100);
    watermark(run, 50);
    assertThat(run.keptScopes()).as("10 to 99").isEqualTo(90);
    watermark(run, 140);
    assertThat(run.keptScopes()).isZero();
  }

  @Test
  void aTemporalJoinKeepsValuesUntilTheirTimeAndVersionsUntilTheyAreTooOld() {
    numbers("Values", one)
        .apply(
            TemporalJoin.asOf()
                .withMaxAge(Duration.ofMillis(10))
                .leftOuter(numbers("Versions", other)));
    HandStream run = HandStream.of(p);
    give(one, 0, 100);
    watermark(run, 50);
    assertThat(run.keptScopes()).as("50 to 99").isEqualTo(50);
    give(other, 80, 120);
    watermark(run, 100);
    assertThat(run.keptScopes()).as("versions from 90 to 119").isEqualTo(30);
    watermark(run, 130);
    assertThat(run.keptScopes()).isZero();
  }

  @Test
  void aTemporalJoinWithoutLimitKeepsTheLatestVersions() {
    numbers("Values", one).apply(TemporalJoin.asOf().inner(numbers("Versions", other)));
    HandStream run = HandStream.of(p);
    give(other, 0, 10);
    watermark(run, 1000);
    assertThat(run.keptScopes()).isEqualTo(10);
  }

  @Test
  void batchesThatAreFullOrWaitedLongEnoughLeaveNothing() {
    numbers("Numbers", one)
        .apply(
            "Full",
            GroupIntoBatches.<Long, Long>ofSize(2)
                .withMaxBufferingDuration(Duration.ofMillis(100)));
    HandStream run = HandStream.of(p);
    give(one, 0, 10);
    give(one, 0, 5);
    run.settle();
    assertThat(run.keptScopes()).isEqualTo(5);
    run.after(101);
    assertThat(run.keptScopes()).isZero();
  }

  @Test
  void whatWasSeenIsForgottenInTime() {
    PCollection<KV<Long, Long>> numbers = numbers("Numbers", one);
    numbers.apply(
        "ByClock", Deduplicate.<Long, Long>keyedValues().withDuration(Duration.ofMillis(100)));
    numbers.apply(
        "ByWatermark",
        Deduplicate.<Long, Long>keyedValues()
            .withDuration(Duration.ofMillis(100))
            .withTimeDomain(TimeDomain.EVENT_TIME));
    HandStream run = HandStream.of(p);
    watermark(run, 1);
    give(one, 10, 20);
    run.settle();
    assertThat(run.keptScopes()).isEqualTo(20);
    run.after(101);
    assertThat(run.keptScopes()).as("by the watermark").isEqualTo(10);
    watermark(run, 102);
    assertThat(run.keptScopes()).isZero();
  }
}
