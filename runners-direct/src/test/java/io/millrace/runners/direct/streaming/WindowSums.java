package io.millrace.runners.direct.streaming;

import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;

/** Notes the sums of windows of ten milliseconds, as {@code ON_TIME 3 until 9}. */
final class WindowSums extends PTransform<PCollection<Long>, PCollection<Long>> {

  private final Seen<String> seen;

  WindowSums(Seen<String> seen) {
    this.seen = seen;
  }

  @Override
  public PCollection<Long> expand(PCollection<Long> numbers) {
    PCollection<Long> sums =
        numbers
            .apply(Window.into(FixedWindows.of(Duration.ofMillis(10))))
            .apply(Sum.longsGlobally().withoutDefaults());
    sums.apply("Note", ParDo.of(new Note(seen)));
    return sums;
  }

  static final class Note extends DoFn<Long, Void> {
    private final Seen<String> seen;

    Note(Seen<String> seen) {
      this.seen = seen;
    }

    @ProcessElement
    public void processElement(@Element Long sum, BoundedWindow window, PaneInfo pane) {
      seen.add(pane.getTiming() + " " + sum + " until " + window.maxTimestampMillis());
    }
  }
}
