package io.millrace.sdk.testing.contract.windows;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.windowing.CalendarWindows;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.NonMergingWindowFn;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which windows elements are put into. */
@Subject("fixed, sliding, calendar, global and other windows")
public abstract class WindowContract extends ContractTest {

  protected WindowContract(Setting setting) {
    super(setting);
  }

  /** Rule W1: half open, and rounded down also before the epoch. */
  @Test
  void fixedWindowsAreHalfOpen() {
    PCollection<String> elements =
        p.apply(Create.timestamped(at(0, "a"), at(9, "b"), at(10, "c"), at(-1, "d")))
            .apply(Window.into(FixedWindows.of(seconds(10))))
            .apply(Elements.asText());

    PAssert.that(elements)
        .containsInAnyOrder("a [0,10) @0", "b [0,10) @9", "c [10,20) @10", "d [-10,0) @-1");
    p.run();
  }

  @Test
  void fixedWindowsCanBeginElsewhere() {
    PCollection<String> elements =
        p.apply(Create.timestamped(at(2, "a"), at(3, "b")))
            .apply(Window.into(FixedWindows.of(seconds(10)).withOffset(seconds(3))))
            .apply(Elements.asText());

    PAssert.that(elements).containsInAnyOrder("a [-7,3) @2", "b [3,13) @3");
    p.run();
  }

  /** Rule E2: an element is in several sliding windows. */
  @Test
  void slidingWindowsOverlap() {
    PCollection<String> elements =
        p.apply(Create.timestamped(at(5, "a")))
            .apply(Window.into(SlidingWindows.of(seconds(10)).every(seconds(4))))
            .apply(Elements.asText());

    PAssert.that(elements).containsInAnyOrder("a [-4,6) @5", "a [0,10) @5", "a [4,14) @5");
    p.run();
  }

  /** Rule E4: an element in a gap is in no window. */
  @Test
  void whatFallsBetweenWindowsIsDropped() {
    PCollection<String> elements =
        p.apply(Create.timestamped(at(3, "a"), at(7, "b"), at(12, "c")))
            .apply(Window.into(SlidingWindows.of(seconds(5)).every(seconds(10))))
            .apply(Elements.asText());

    PAssert.that(elements).containsInAnyOrder("a [0,5) @3", "c [10,15) @12");
    p.run();
  }

  @Test
  void calendarWindowsFollowATimeZone() {
    PCollection<KV<String, Long>> counts =
        p.apply(
                Create.timestamped(
                    TimestampedValue.of("a", Instant.parse("2026-03-28T22:59:00Z")),
                    TimestampedValue.of("a", Instant.parse("2026-03-29T00:30:00Z")),
                    TimestampedValue.of("a", Instant.parse("2026-03-29T21:59:00Z")),
                    TimestampedValue.of("a", Instant.parse("2026-03-29T22:00:00Z"))))
            .apply(Window.into(CalendarWindows.days(1).withTimeZone(ZoneId.of("Europe/Oslo"))))
            .apply(Count.perElement());

    // the 29th has 23 hours there
    PAssert.that(counts)
        .inWindow(
            new IntervalWindow(
                Instant.parse("2026-03-28T23:00:00Z"), Instant.parse("2026-03-29T22:00:00Z")))
        .containsInAnyOrder(List.of(KV.of("a", 2L)));
    PAssert.that(counts)
        .containsInAnyOrder(List.of(KV.of("a", 1L), KV.of("a", 2L), KV.of("a", 1L)));
    p.run();
  }

  /** Rule E3: windows replace windows; the elements stay. */
  @Test
  void otherWindowsTakeThePlaceOfThoseBefore() {
    PCollection<String> elements =
        p.apply(Create.timestamped(at(3, "a"), at(12, "b")))
            .apply("Tens", Window.into(FixedWindows.of(seconds(10))))
            .apply("Fives", Window.into(FixedWindows.of(seconds(5))))
            .apply(Elements.asText());

    PAssert.that(elements).containsInAnyOrder("a [0,5) @3", "b [10,15) @12");
    p.run();
  }

  @Test
  void theGlobalWindowHoldsEverything() {
    PCollection<KV<String, Long>> counts =
        p.apply(Create.timestamped(at(3, "a"), at(12, "a"), at(-1_000_000, "a")))
            .apply("Tens", Window.into(FixedWindows.of(seconds(10))))
            .apply("All", Window.into(new GlobalWindows()))
            .apply(Count.perElement());

    PAssert.that(counts).containsInAnyOrder(List.of(KV.of("a", 3L)));
    p.run();
  }

  /** Windows as long as the element says. */
  private static final class AsLongAsItsValue extends NonMergingWindowFn<Integer, IntervalWindow> {
    @Override
    public Collection<IntervalWindow> assignWindows(AssignContext c) {
      return List.of(new IntervalWindow(c.timestamp(), c.timestamp().plusSeconds(c.element())));
    }

    @Override
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof AsLongAsItsValue;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException("These windows are no side input's");
    }
  }

  @Test
  void windowsCanBeAnyones() {
    PCollection<KV<Integer, Long>> counts =
        p.apply(Create.timestamped(at(3, 4), at(3, 4), at(8, 6)))
            .apply(Window.into(new AsLongAsItsValue()))
            .apply(Count.perElement());

    PAssert.that(counts.apply(Elements.asText()))
        .containsInAnyOrder("KV{4, 2} [3,7) @6.999", "KV{6, 1} [8,14) @13.999");
    p.run();
  }
}
