package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.CalendarWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class CalendarWindowsTest {

  static class Note extends DoFn<KV<String, Integer>, String> {
    private final Seen<String> results;

    Note(Seen<String> results) {
      this.results = results;
    }

    @ProcessElement
    public void processElement(@Element KV<String, Integer> sum, IntervalWindow window) {
      results.add(sum.getKey() + "=" + sum.getValue() + " from " + window.start());
    }
  }

  private static TimestampedValue<KV<String, Integer>> sale(int amount, String time) {
    return TimestampedValue.of(KV.of("sales", amount), Instant.parse(time));
  }

  @Test
  void salesAreSummedByDaysOfTheTimeZone() {
    Seen<String> results = new Seen<>();
    Pipeline p = Runs.pipeline();
    p.apply(
            Create.timestamped(
                sale(1, "2026-03-28T22:59:59Z"),
                sale(10, "2026-03-28T23:00:00Z"),
                sale(100, "2026-03-29T21:59:59Z"),
                sale(1000, "2026-03-29T22:00:00Z")))
        .apply(Window.into(CalendarWindows.days(1).withTimeZone(ZoneId.of("Europe/Berlin"))))
        .apply(Sum.integersPerKey())
        .apply(ParDo.of(new Note(results)));

    p.run();

    assertThat(results.values())
        .containsExactlyInAnyOrder(
            "sales=1 from 2026-03-27T23:00:00Z",
            "sales=110 from 2026-03-28T23:00:00Z",
            "sales=1000 from 2026-03-29T22:00:00Z");
  }
}
