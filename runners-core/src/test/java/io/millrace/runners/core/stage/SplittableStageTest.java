package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Restrictions that take their time, by a clock that the test sets. */
class SplittableStageTest {

  private final Pipeline p = Pipeline.create();
  private final Notes notes = new Notes();
  private final HandFedSource source = new HandFedSource(1);

  /** What lets time pass while a function is at work, by the name of the function. */
  private static final Map<String, LongConsumer> CLOCKS = new ConcurrentHashMap<>();

  /** Each of ten positions takes a while; between them it rests for a second if it is to. */
  private static final class Slow extends DoFn<Long, Long> {
    private final String name;
    private final long millis;
    private final boolean rests;
    private final Notes notes;

    Slow(String name, long millis, boolean rests, Notes notes) {
      this.name = name;
      this.millis = millis;
      this.rests = rests;
      this.notes = notes;
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 10);
    }

    @ProcessElement
    public ProcessContinuation process(
        @Element Long element, RestrictionTracker<OffsetRange, Long> tracker) {
      long next = tracker.currentRestriction().getFrom();
      while (tracker.tryClaim(next)) {
        notes.add(element + "." + next);
        CLOCKS.getOrDefault(name, passed -> {}).accept(millis);
        next++;
        if (rests) {
          return ProcessContinuation.resume().withResumeDelay(Duration.ofSeconds(1));
        }
      }
      return ProcessContinuation.stop();
    }
  }

  private HandStream run(Slow fn) {
    p.apply(Read.from(source)).apply(ParDo.of(fn));
    HandStream run = HandStream.of(p);
    CLOCKS.put(fn.name, run::pass);
    return run;
  }

  @Test
  void aDelayCountsFromTheReturnOfTheFunction() {
    HandStream run = run(new Slow("delay", 5_000, true, notes));
    source.split(0).give(7);

    run.settle();
    run.after(999);
    assertThat(notes.lines()).containsExactly("7.0");
    run.after(1);
    assertThat(notes.lines()).containsExactly("7.0", "7.1");
  }

  @Test
  void whoTakesLongDoesNotKeepOthersWaiting() {
    HandStream run = run(new Slow("turns", RestrictionAtWork.LONGEST_MILLIS / 2, false, notes));
    source.split(0).give(7).give(8);

    run.settle();

    assertThat(notes.lines())
        .hasSize(20)
        .startsWith("7.0", "7.1", "8.0", "8.1", "7.2", "7.3", "8.2", "8.3");
  }
}
