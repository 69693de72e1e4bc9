package io.millrace.sdk.testing;

import io.millrace.sdk.testing.differences.Shown;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.shell.Patience;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The laws of single splits, and of all of them together; see {@link SourceLaws.Subject}. */
final class SplitLaws<T extends @Nullable Object, SplitT> {

  /** At so many positions of each split a snapshot is gone on from. */
  private static final int POSITIONS = 20;

  private static final int[] PARALLELISMS = {1, 2, 3, 7};

  /** So often a source without elements is asked. */
  private static final int ASKED = 100;

  private final SourceUnderTest<T, SplitT> subject;

  SplitLaws(SourceUnderTest<T, SplitT> subject) {
    this.subject = subject;
  }

  /** What each split gives, read in one go. */
  List<List<TimestampedValue<T>>> expected() throws IOException {
    subject.begin("");
    List<List<TimestampedValue<T>>> expected = new ArrayList<>();
    for (SplitT split : subject.splits()) {
      expected.add(inOneGo(split, subject.elementsPerSplit()));
    }
    if (expected.stream().allMatch(List::isEmpty)) {
      throw subject.wrong("it gives no elements, so that nothing can be said about it");
    }
    return expected;
  }

  void assertSnapshotsResume(int seeds) throws IOException {
    List<List<TimestampedValue<T>>> expected = expected();
    for (int position = 0; position < POSITIONS; position++) {
      subject.begin("going on from position " + position);
      assertSame(expected, split(position));
    }
    for (long seed = 0; seed < seeds; seed++) {
      subject.begin("read in pieces by seed " + seed);
      Entropy entropy = new Entropy(seed);
      assertSame(expected, split -> inPieces(split, entropy));
    }
  }

  /** One way to read a split. */
  @FunctionalInterface
  private interface Reading<T extends @Nullable Object, SplitT> {
    List<TimestampedValue<T>> of(SplitT split) throws IOException;
  }

  private Reading<T, SplitT> split(int position) {
    return split -> brokenAt(split, position);
  }

  private void assertSame(List<List<TimestampedValue<T>>> expected, Reading<T, SplitT> reading)
      throws IOException {
    List<SplitT> splits = subject.splits();
    if (splits.size() != expected.size()) {
      throw subject.wrong("there were " + expected.size() + " splits, and then " + splits.size());
    }
    for (int i = 0; i < splits.size(); i++) {
      List<TimestampedValue<T>> given = reading.of(splits.get(i));
      if (!subject.isSame(given, expected.get(i))) {
        throw subject.wrong(
            String.format(
                "split %d gives%n  %s%ninstead of%n  %s",
                i, Shown.value(given), Shown.value(expected.get(i))));
      }
    }
  }

  private List<TimestampedValue<T>> inOneGo(SplitT split, int wanted) throws IOException {
    List<TimestampedValue<T>> elements = new ArrayList<>();
    CheckedReader<T, SplitT> reader = subject.reader(split, Long.MIN_VALUE);
    try {
      readAll(reader, elements, wanted);
    } finally {
      reader.close();
    }
    return elements;
  }

  private void readAll(
      CheckedReader<T, SplitT> reader, List<TimestampedValue<T>> elements, int wanted)
      throws IOException {
    Patience patience = subject.patience();
    boolean more = true;
    while (more && elements.size() < wanted) {
      subject.pass(10);
      int before = elements.size();
      more = reader.poll(elements, Math.min(100, wanted - before));
      endIfNothingComes(patience, before, elements);
    }
  }

  private void endIfNothingComes(
      Patience patience, int before, List<TimestampedValue<T>> elements) {
    if (elements.size() > before) {
      patience.restore();
    } else if (patience.isLost()) {
      throw subject.wrong(
          "a split gives " + elements.size() + " elements and no more, and does not finish");
    }
  }

  /** Reads up to a position, one by one; another reader gives the rest. */
  private List<TimestampedValue<T>> brokenAt(SplitT split, int position) throws IOException {
    List<TimestampedValue<T>> elements = new ArrayList<>();
    CheckedReader<T, SplitT> first = subject.reader(split, Long.MIN_VALUE);
    SplitT rest;
    boolean more = true;
    try {
      Patience patience = subject.patience();
      while (more && elements.size() < Math.min(position, subject.elementsPerSplit())) {
        subject.pass(10);
        int before = elements.size();
        more = first.poll(elements, 1);
        endIfNothingComes(patience, before, elements);
      }
      if (!more) {
        return elements;
      }
      rest = subject.coded(first.snapshot());
    } finally {
      first.close();
    }
    CheckedReader<T, SplitT> second = subject.reader(rest, first.floor());
    try {
      readAll(second, elements, subject.elementsPerSplit());
    } finally {
      second.close();
    }
    return elements;
  }

  private List<TimestampedValue<T>> inPieces(SplitT split, Entropy entropy) throws IOException {
    List<TimestampedValue<T>> elements = new ArrayList<>();
    SplitT position = split;
    long floor = Long.MIN_VALUE;
    Patience patience = subject.patience();
    while (true) {
      CheckedReader<T, SplitT> reader = subject.reader(position, floor);
      try {
        if (!readPiece(reader, elements, entropy, patience)) {
          return elements;
        }
        position = subject.coded(reader.snapshot());
        floor = reader.floor();
        if (entropy.oneIn(2)) {
          // what it gives after the snapshot that is gone on from is as if it had never been
          reader.poll(new ArrayList<>(), entropy.nextInt(1, 5));
        }
      } finally {
        reader.close();
      }
    }
  }

  /** Returns whether the split goes on. */
  private boolean readPiece(
      CheckedReader<T, SplitT> reader,
      List<TimestampedValue<T>> elements,
      Entropy entropy,
      Patience patience)
      throws IOException {
    // a reader of something far away needs some polls before it gives anything
    int pieces = entropy.nextInt(0, 5);
    while (pieces > 0 && elements.size() < subject.elementsPerSplit()) {
      subject.pass(entropy.nextInt(0, 19));
      int before = elements.size();
      int limit = Math.min(entropy.nextInt(1, 20), subject.elementsPerSplit() - before);
      if (!reader.poll(elements, limit)) {
        return false;
      }
      if (entropy.oneIn(3)) {
        var unused = reader.snapshot();
      }
      endIfNothingComes(patience, before, elements);
      if (elements.size() > before || entropy.oneIn(1_000)) {
        pieces--;
      }
    }
    return elements.size() < subject.elementsPerSplit();
  }

  void assertSameUnionForAnyParallelism() throws IOException {
    if (!subject.isBounded()) {
      return;
    }
    Map<Object, Integer> expected = null;
    for (int parallelism : PARALLELISMS) {
      subject.begin("with a parallelism of " + parallelism);
      List<TimestampedValue<T>> all = new ArrayList<>();
      for (SplitT split : subject.splits(parallelism)) {
        all.addAll(inOneGo(split, Integer.MAX_VALUE));
      }
      Map<Object, Integer> union = new HashMap<>();
      subject.comparable(all).forEach(element -> union.merge(element, 1, Integer::sum));
      if (expected == null) {
        expected = union;
      } else if (!expected.equals(union)) {
        Map<Object, Integer> before = expected;
        List<Object> differing = new ArrayList<>(union.keySet());
        differing.addAll(before.keySet());
        differing.removeIf(
            each -> before.getOrDefault(each, 0).equals(union.getOrDefault(each, 0)));
        throw subject.wrong(
            String.format(
                "it gives other elements than with a parallelism of %d; they differ in %s",
                PARALLELISMS[0], Shown.elements(differing)));
      }
    }
  }

  void assertNoElements() throws IOException {
    subject.begin("without elements");
    List<SplitT> splits = subject.splits();
    if (!subject.isBounded() && splits.isEmpty()) {
      return;
    }
    for (SplitT split : splits) {
      SplitT position = split;
      for (int readers = 0; readers < 2; readers++) {
        CheckedReader<T, SplitT> reader = subject.reader(position, Long.MIN_VALUE);
        try {
          assertGivesNothing(reader);
          position = subject.coded(reader.snapshot());
        } finally {
          reader.close();
        }
      }
    }
  }

  private void assertGivesNothing(CheckedReader<T, SplitT> reader) throws IOException {
    List<TimestampedValue<T>> elements = new ArrayList<>();
    Patience patience = subject.patience();
    boolean more = true;
    for (int asked = 0; more && (subject.isBounded() || asked < ASKED); asked++) {
      subject.pass(10);
      more = reader.poll(elements, 10);
      if (!elements.isEmpty()) {
        throw subject.wrong("it gives " + Shown.value(elements));
      }
      if (more && subject.isBounded() && patience.isLost()) {
        throw subject.wrong("it ends, but a split gives nothing and does not finish");
      }
    }
  }
}
