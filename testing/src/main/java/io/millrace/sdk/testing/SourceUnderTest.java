package io.millrace.sdk.testing;

import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.shell.Patience;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source that is looked at, with a clock that passes as it is called and a memory of the last
 * calls.
 */
final class SourceUnderTest<T extends @Nullable Object, SplitT> {

  /** So many calls are told when something does not hold. */
  private static final int REMEMBERED = 25;

  private static final int PARALLELISM = 2;

  private final Source<T, SplitT> source;
  private final int elementsPerSplit;
  private final Duration patience;
  private final boolean timesAreTheSame;
  private final Deque<String> calls = new ArrayDeque<>();
  private String circumstances = "";

  /** Begins some time after the epoch. */
  private long now = 1_000_000_000;

  SourceUnderTest(
      Source<T, SplitT> source, int elementsPerSplit, Duration patience, boolean timesAreTheSame) {
    this.source = source;
    this.elementsPerSplit = elementsPerSplit;
    this.patience = patience;
    this.timesAreTheSame = timesAreTheSame;
  }

  int elementsPerSplit() {
    return elementsPerSplit;
  }

  boolean isBounded() {
    return source.isBounded() == IsBounded.BOUNDED;
  }

  Patience patience() {
    return new Patience(patience);
  }

  long now() {
    return now;
  }

  void pass(int millis) {
    now += millis;
  }

  private SourceContext context(int parallelism) {
    return new SourceContext(PipelineOptionsFactory.create(), parallelism, () -> now);
  }

  SplitEnumerator<SplitT> enumerator(byte @Nullable [] state) throws IOException {
    return source.createEnumerator(context(PARALLELISM), state);
  }

  /** All splits that there are at first, by an enumerator that is taken up again once. */
  List<SplitT> splits() throws IOException {
    return splits(PARALLELISM);
  }

  List<SplitT> splits(int parallelism) throws IOException {
    SourceContext context = context(parallelism);
    List<SplitT> splits;
    byte[] state;
    boolean finished;
    try (SplitEnumerator<SplitT> enumerator = source.createEnumerator(context, null)) {
      splits = new ArrayList<>(enumerator.discover(now));
      state = enumerator.snapshot();
      finished = enumerator.isFinished();
    }
    try (SplitEnumerator<SplitT> enumerator = source.createEnumerator(context, state)) {
      List<SplitT> more = enumerator.discover(now);
      if (finished && (!more.isEmpty() || !enumerator.isFinished())) {
        throw wrong(
            "its enumerator was finished, and after it was restored it was not: it gave " + more);
      }
      splits.addAll(more);
    }
    return splits;
  }

  SplitT coded(SplitT split) throws IOException {
    return CoderUtils.clone(source.getSplitCoder(), split);
  }

  byte[] encoded(SplitT split) throws IOException {
    return CoderUtils.encodeToByteArray(source.getSplitCoder(), split);
  }

  SplitT decoded(byte[] split) throws IOException {
    return CoderUtils.decodeFromByteArray(source.getSplitCoder(), split);
  }

  /**
   * A reader whose calls are checked.
   *
   * @param floor the watermark that was reported before this position
   */
  CheckedReader<T, SplitT> reader(SplitT split, long floor) throws IOException {
    SourceReader<T, SplitT> reader = source.createReader(context(PARALLELISM), split);
    return new CheckedReader<>(this, reader, floor);
  }

  /** Whether two readings gave the same. */
  boolean isSame(List<TimestampedValue<T>> one, List<TimestampedValue<T>> other) {
    return comparable(one).equals(comparable(other));
  }

  /** What of elements must be the same each time. */
  List<?> comparable(List<TimestampedValue<T>> elements) {
    return timesAreTheSame ? elements : elements.stream().map(TimestampedValue::getValue).toList();
  }

  /** Begins a play of which messages tell this. */
  void begin(String how) {
    circumstances = how;
    calls.clear();
  }

  void note(String call) {
    if (calls.size() == REMEMBERED) {
      calls.removeFirst();
    }
    calls.addLast(call);
  }

  AssertionError wrong(String what) {
    StringBuilder message = new StringBuilder();
    if (!circumstances.isEmpty()) {
      message.append(circumstances).append(": ");
    }
    message.append(source).append(": ").append(what);
    if (!calls.isEmpty()) {
      message.append(String.format("%n  the last calls: %s", String.join(", ", calls)));
    }
    return new AssertionError(message.toString());
  }
}
