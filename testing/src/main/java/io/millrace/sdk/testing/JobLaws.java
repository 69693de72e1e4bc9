package io.millrace.sdk.testing;

import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.testing.differences.Shown;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.shell.Patience;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The laws of whole jobs that fail; see {@link SourceLaws.Subject}. */
final class JobLaws<T extends @Nullable Object, SplitT> {

  private final SourceUnderTest<T, SplitT> subject;

  JobLaws(SourceUnderTest<T, SplitT> subject) {
    this.subject = subject;
  }

  /**
   * Plays jobs, of which each fails first before another call, and later anywhere.
   *
   * @param replayable whether everything must come, and not only nothing twice
   */
  void assertFailuresLoseAndRepeatNothing(int seeds, boolean replayable) throws IOException {
    List<List<TimestampedValue<T>>> expected =
        replayable ? new SplitLaws<>(subject).expected() : List.of();
    int wanted = replayable ? expected.size() : subject.splits().size();
    subject.begin("a job without failures");
    Job undisturbed = new Job(new Entropy(0), Integer.MAX_VALUE, 0, wanted);
    undisturbed.play();
    check(undisturbed, expected, replayable);
    for (int seed = 0; seed < seeds; seed++) {
      // spread over the whole job: with as many seeds as calls, before each of them
      int first = 1 + (int) ((long) seed * undisturbed.calls / seeds);
      subject.begin(
          String.format("a job by seed %d, which fails first before call %d", seed, first));
      Job job = new Job(new Entropy(seed), first, 40, wanted);
      job.play();
      check(job, expected, replayable);
    }
  }

  private void check(Job job, List<List<TimestampedValue<T>>> expected, boolean replayable) {
    if (!replayable) {
      Set<Object> seen = new HashSet<>();
      for (Lineage split : job.splits) {
        for (Object element : subject.comparable(split.given)) {
          if (!seen.add(element)) {
            throw subject.wrong("it gives twice " + Shown.value(element));
          }
        }
      }
      return;
    }
    List<List<TimestampedValue<T>>> left = new ArrayList<>(expected);
    for (Lineage split : job.splits) {
      int found = -1;
      for (int i = 0; i < left.size() && found < 0; i++) {
        found = subject.isSame(split.given, left.get(i)) ? i : -1;
      }
      if (found < 0) {
        throw subject.wrong(
            String.format(
                "a split gives%n  %s%nwhich none gives that is read undisturbed; left are%n  %s",
                Shown.value(split.given), Shown.value(left)));
      }
      left.remove(found);
    }
    if (!left.isEmpty()) {
      throw subject.wrong("it leaves out " + Shown.value(left));
    }
  }

  /** A split, by whichever readers it is read. */
  private final class Lineage {
    private final List<TimestampedValue<T>> given;
    private SplitT position;
    private long floor;
    private @Nullable CheckedReader<T, SplitT> reader;
    private boolean finished;

    Lineage(SplitT position, long floor, boolean finished, List<TimestampedValue<T>> given) {
      this.position = position;
      this.floor = floor;
      this.finished = finished;
      this.given = new ArrayList<>(given);
    }

    boolean isRead() {
      return finished || given.size() >= subject.elementsPerSplit();
    }
  }

  /** A split in a checkpoint. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Saved<T extends @Nullable Object>(
      byte[] split, long floor, boolean finished, List<TimestampedValue<T>> given) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Checkpoint<T extends @Nullable Object>(
      byte @Nullable [] enumerator, List<Saved<T>> splits) {}

  /** The job fails here. */
  private static final class Crash extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** One job. */
  private final class Job {

    private final Entropy entropy;
    private final int firstFailure;
    private final int wantedSplits;

    /** After the first failure there is one in so many calls; never if 0. */
    private final int oneIn;

    private int calls;
    private @Nullable SplitEnumerator<SplitT> enumerator;
    private List<Lineage> splits = new ArrayList<>();
    private Checkpoint<T> complete = new Checkpoint<>(null, List.of());

    /** What a failure left behind, as a process that was killed does; closed in the end. */
    private final List<AutoCloseable> abandoned = new ArrayList<>();

    Job(Entropy entropy, int firstFailure, int oneIn, int wantedSplits) {
      this.entropy = entropy;
      this.firstFailure = firstFailure;
      this.oneIn = oneIn;
      this.wantedSplits = wantedSplits;
    }

    void play() throws IOException {
      Patience patience = subject.patience();
      try {
        while (!isDone()) {
          int before = progress();
          try {
            step();
          } catch (Crash e) {
            fail();
            patience.restore();
          }
          if (progress() != before) {
            patience.restore();
          } else if (patience.isLost()) {
            throw subject.wrong(
                String.format(
                    "the job does not go on; %d of %d splits were found, which have given %d"
                        + " elements",
                    splits.size(), wantedSplits, progress() - splits.size()));
          }
        }
      } finally {
        closeAll();
      }
    }

    private boolean isDone() {
      if (subject.isBounded() && (enumerator == null || !enumerator.isFinished())) {
        return false;
      }
      return splits.size() >= wantedSplits && splits.stream().allMatch(Lineage::isRead);
    }

    private int progress() {
      int sum = splits.size();
      for (Lineage split : splits) {
        sum += split.given.size();
      }
      return sum;
    }

    /** Each call of the source may be the one before which the job fails. */
    private void call(String name) throws Crash {
      calls++;
      boolean fails =
          calls == firstFailure || (calls > firstFailure && oneIn > 0 && entropy.oneIn(oneIn));
      subject.note(fails ? "[failure before " + name + "]" : name);
      if (fails) {
        throw new Crash();
      }
      subject.pass(entropy.nextInt(0, 9));
    }

    private void step() throws IOException, Crash {
      int what = entropy.nextInt(0, 9);
      if (enumerator == null) {
        call(complete.enumerator == null ? "createEnumerator" : "createEnumerator(state)");
        enumerator = subject.enumerator(complete.enumerator);
      } else if (what < 2 || splits.isEmpty()) {
        discover(enumerator);
      } else if (what < 8) {
        read(splits.get(entropy.nextInt(0, splits.size() - 1)));
      } else if (what < 9) {
        checkpoint(enumerator);
      } else {
        handOver(splits.get(entropy.nextInt(0, splits.size() - 1)));
      }
    }

    private void discover(SplitEnumerator<SplitT> from) throws IOException, Crash {
      if (from.isFinished()) {
        return;
      }
      call("discover");
      for (SplitT split : from.discover(subject.now())) {
        splits.add(new Lineage(subject.coded(split), Long.MIN_VALUE, false, List.of()));
      }
      if (splits.size() > wantedSplits) {
        throw subject.wrong(
            "there are " + splits.size() + " splits, and " + wantedSplits + " at other times");
      }
    }

    private void read(Lineage split) throws IOException, Crash {
      if (split.isRead()) {
        return;
      }
      String name = "split " + splits.indexOf(split);
      CheckedReader<T, SplitT> reader = split.reader;
      if (reader == null) {
        call("createReader of " + name);
        reader = subject.reader(split.position, split.floor);
        split.reader = reader;
      }
      // a reader of something far away needs some polls before it gives anything
      Patience patience = subject.patience();
      int before = split.given.size();
      int limit = Math.min(entropy.nextInt(1, 20), subject.elementsPerSplit() - before);
      call("poll of " + name);
      do {
        subject.pass(1);
        split.finished = !reader.poll(split.given, limit);
      } while (!split.finished && split.given.size() == before && !patience.isLost());
    }

    private void checkpoint(SplitEnumerator<SplitT> from) throws IOException, Crash {
      call("enumerator.snapshot");
      byte[] state = from.snapshot();
      List<Saved<T>> saved = new ArrayList<>();
      for (Lineage split : inAnyOrder()) {
        SplitT position = split.position;
        if (split.reader != null && !split.finished) {
          call("snapshot of split " + splits.indexOf(split));
          position = split.reader.snapshot();
          split.floor = split.reader.floor();
          if (entropy.oneIn(4)) {
            // a checkpoint that is taken again changes nothing
            position = split.reader.snapshot();
          }
        }
        saved.add(
            new Saved<>(
                subject.encoded(position), split.floor, split.finished, List.copyOf(split.given)));
      }
      if (entropy.oneIn(5)) {
        subject.note("[the checkpoint is given up]");
        return;
      }
      complete = new Checkpoint<>(state, saved);
      subject.note("[the checkpoint is complete]");
    }

    private List<Lineage> inAnyOrder() {
      List<Lineage> all = new ArrayList<>(splits);
      for (int i = all.size() - 1; i > 0; i--) {
        Collections.swap(all, i, entropy.nextInt(0, i));
      }
      return all;
    }

    /** Another reader goes on, without any failure. */
    private void handOver(Lineage split) throws IOException, Crash {
      CheckedReader<T, SplitT> reader = split.reader;
      if (reader == null || split.finished) {
        return;
      }
      call("snapshot and close of split " + splits.indexOf(split));
      split.position = subject.coded(reader.snapshot());
      split.floor = reader.floor();
      split.reader = null;
      reader.close();
    }

    /** Goes on from the last complete checkpoint, with splits in another order. */
    private void fail() throws IOException {
      boolean closes = entropy.oneIn(2);
      List<AutoCloseable> open = open();
      if (closes) {
        close(open);
      } else {
        abandoned.addAll(open);
      }
      enumerator = null;
      splits = new ArrayList<>();
      for (Saved<T> each : complete.splits) {
        splits.add(new Lineage(subject.decoded(each.split), each.floor, each.finished, each.given));
      }
      splits = inAnyOrder();
    }

    private List<AutoCloseable> open() {
      List<AutoCloseable> open = new ArrayList<>();
      if (enumerator != null) {
        open.add(enumerator);
      }
      for (Lineage split : splits) {
        if (split.reader != null) {
          open.add(split.reader::close);
        }
      }
      return open;
    }

    private void closeAll() throws IOException {
      abandoned.addAll(open());
      close(abandoned);
    }

    private void close(List<AutoCloseable> all) throws IOException {
      for (AutoCloseable each : all) {
        try {
          each.close();
        } catch (IOException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
    }
  }
}
