package io.millrace.sdk.testing;

import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader each of whose calls is checked. */
final class CheckedReader<T extends @Nullable Object, SplitT> {

  private static final long FIRST = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
  private static final long LAST = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli();

  private final SourceUnderTest<T, SplitT> subject;
  private final SourceReader<T, SplitT> reader;

  /** The largest watermark that was reported, by this reader or one that it goes on for. */
  private long floor;

  /** The last one of this reader. */
  private long watermark = Long.MIN_VALUE;

  private boolean finished;

  CheckedReader(SourceUnderTest<T, SplitT> subject, SourceReader<T, SplitT> reader, long floor) {
    this.subject = subject;
    this.reader = reader;
    this.floor = floor;
  }

  /**
   * Polls, and looks at the watermark.
   *
   * @return whether there may be more
   */
  boolean poll(List<TimestampedValue<T>> into, int limit) throws IOException {
    int before = into.size();
    Collector<T> collector = new Collector<>(into);
    SourceReader.Status status = reader.poll(collector, limit);
    collector.open = false;
    int given = into.size() - before;
    if (given > limit) {
      throw subject.wrong(
          String.format("a reader gave %d elements when asked for up to %d", given, limit));
    }
    for (TimestampedValue<T> element : into.subList(before, into.size())) {
      long time = element.getTimestamp().toEpochMilli();
      if (time < floor || time < FIRST || time > LAST) {
        throw subject.wrong(
            String.format(
                "%s is late: its watermark was at %d ms already, and its time is %d ms",
                element.getValue(), floor, time));
      }
    }
    long next = reader.watermarkMillis();
    if (next < watermark) {
      throw subject.wrong("the watermark went back from " + watermark + " to " + next);
    }
    watermark = next;
    floor = Math.max(floor, next);
    if (reader.backlogElements() < SourceReader.BACKLOG_UNKNOWN
        || reader.backlogBytes() < SourceReader.BACKLOG_UNKNOWN) {
      throw subject.wrong(
          String.format(
              "it says that %d elements and %d bytes are left to read",
              reader.backlogElements(), reader.backlogBytes()));
    }
    if (status == SourceReader.Status.FINISHED) {
      finished = true;
    }
    return !finished;
  }

  SplitT snapshot() {
    return reader.snapshot();
  }

  long floor() {
    return floor;
  }

  boolean isIdle() {
    return reader.isIdle();
  }

  void close() throws IOException {
    reader.close();
  }

  /** Takes the elements of one call. */
  private static final class Collector<T extends @Nullable Object> implements SourceOutput<T> {
    private final List<TimestampedValue<T>> into;
    private boolean open = true;

    Collector(List<TimestampedValue<T>> into) {
      this.into = into;
    }

    @Override
    public void output(T element) {
      add(TimestampedValue.atMinimumTimestamp(element));
    }

    @Override
    public void output(T element, long timestampMillis) {
      add(TimestampedValue.of(element, Instant.ofEpochMilli(timestampMillis)));
    }

    private void add(TimestampedValue<T> element) {
      if (!open) {
        throw new IllegalStateException(
            "an element was given to the output of a poll that is over: " + element.getValue());
      }
      into.add(element);
    }
  }
}
