package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link Sink} must keep to, whoever writes to it and whatever fails: to be called by
 * the test of a sink.
 *
 * <pre>{@code
 * SinkLaws.assertEachElementIsSeenOnce(
 *     seed -> new SinkLaws.Target<>(new MySink("table" + seed), () -> rowsOf("table" + seed)),
 *     elements);
 * }</pre>
 *
 * <p>A job is played that writes with some writers, takes checkpoints and fails between any two
 * calls: then its writers are never heard of again, new ones begin where those of the last complete
 * checkpoint were, and what that checkpoint has is committed again by a new committer. Committables
 * go through their coder and come in any order.
 */
public final class SinkLaws {

  /** How many jobs are played. */
  private static final int SEEDS = 30;

  /** What an outside reader sees. */
  @FunctionalInterface
  public interface Visible<T extends @Nullable Object> {

    /**
     * All elements that can be seen now, as often as they can, in any order.
     *
     * @throws Exception if they cannot be read, which fails the test
     */
    List<T> read() throws Exception;
  }

  /**
   * A sink that nothing was written to, and what can be seen of it.
   *
   * @param <T> the type of the elements
   */
  public record Target<T extends @Nullable Object>(Sink<T, ?, ?> sink, Visible<T> visible) {}

  /**
   * Makes targets.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  public interface Targets<T extends @Nullable Object> {

    /**
     * A target of its own.
     *
     * @param seed what tells it from those before
     * @throws Exception if it cannot be made, which fails the test
     */
    Target<T> fresh(long seed) throws Exception;
  }

  private SinkLaws() {}

  /**
   * Checks of a sink for input without end that in the end each element can be seen once, that
   * nothing is seen before a checkpoint is complete that has it, and that what was seen stays.
   *
   * @param elements what is written; must differ from each other
   * @throws AssertionError if one of these does not hold; the message tells the seed
   * @throws Exception if writing or reading fails
   */
  public static <T extends @Nullable Object> void assertEachElementIsSeenOnce(
      Targets<T> targets, List<T> elements) throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Target<T> target = targets.fresh(seed);
      new Job<>(target.sink(), target.visible(), elements, new Entropy(seed), seed, false).play();
    }
  }

  /**
   * Checks of a sink for input that ends that nothing can be seen before everything is written, and
   * then each element once, also if it is committed again.
   *
   * @param elements what is written; must differ from each other
   * @throws AssertionError if one of these does not hold; the message tells the seed
   * @throws Exception if writing or reading fails
   */
  public static <T extends @Nullable Object> void assertAllIsSeenAtOnce(
      Targets<T> targets, List<T> elements) throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Target<T> target = targets.fresh(seed);
      new Job<>(target.sink(), target.visible(), elements, new Entropy(seed), seed, true).play();
    }
  }

  /**
   * A checkpoint.
   *
   * @param written how many elements each writer had written
   * @param pending encoded committables that were not committed when it was taken
   */
  private record Checkpoint(List<Integer> written, List<byte[]> pending) {}

  /** One job. */
  private static final class Job<T extends @Nullable Object, CommitT> {

    private final Sink<T, CommitT, ?> sink;
    private final Visible<T> visible;
    private final List<List<T>> shares = new ArrayList<>();
    private final Entropy entropy;
    private final long seed;
    private final boolean atEnd;
    private final Coder<CommitT> coder;

    private final List<SinkWriter<T, CommitT>> writers = new ArrayList<>();
    private List<Integer> written = new ArrayList<>();
    private List<byte[]> pending = new ArrayList<>();
    private @Nullable SinkCommitter<CommitT, ?> committer;
    private Checkpoint complete;
    private boolean committed;

    /** What is part of a complete checkpoint. */
    private final Map<T, Integer> kept = new HashMap<>();

    private final Map<T, Integer> seen = new HashMap<>();

    Job(
        Sink<T, CommitT, ?> sink,
        Visible<T> visible,
        List<T> elements,
        Entropy entropy,
        long seed,
        boolean atEnd) {
      this.sink = SerializableUtils.clone(sink);
      this.visible = visible;
      this.entropy = entropy;
      this.seed = seed;
      this.atEnd = atEnd;
      this.coder = this.sink.getCommittableCoder();
      int count = entropy.nextInt(1, 3);
      for (int i = 0; i < count; i++) {
        shares.add(new ArrayList<>());
      }
      elements.forEach(element -> shares.get(entropy.nextInt(0, count - 1)).add(element));
      this.complete = new Checkpoint(Collections.nCopies(count, 0), List.of());
    }

    void play() throws Exception {
      begin();
      while (!isWritten()) {
        int step = entropy.nextInt(0, 9);
        if (step < 7) {
          write();
        } else if (step < 9) {
          checkpoint(false);
        } else {
          fail();
        }
      }
      while (!checkpoint(true)) {
        // something failed on the way
        rewrite();
      }
      committer().finish();
      look();
      if (!seen.equals(kept)) {
        throw wrong("can be seen in the end", "everything once, which is " + kept);
      }
      close();
    }

    private void rewrite() throws Exception {
      while (!isWritten()) {
        write();
      }
    }

    private boolean isWritten() {
      for (int i = 0; i < shares.size(); i++) {
        if (written.get(i) < shares.get(i).size()) {
          return false;
        }
      }
      return true;
    }

    private SinkContext context(int writer) {
      return new SinkContext(
          PipelineOptionsFactory.create(), "laws-" + seed, "Store/Sink", writer, shares.size());
    }

    private SinkCommitter<CommitT, ?> committer() throws Exception {
      SinkCommitter<CommitT, ?> there = committer;
      if (there == null) {
        there = sink.createCommitter(context(0));
        committer = there;
      }
      return there;
    }

    /** Begins where the last complete checkpoint was. */
    private void begin() throws Exception {
      written = new ArrayList<>(complete.written);
      pending = new ArrayList<>(complete.pending);
      for (int i = 0; i < shares.size(); i++) {
        writers.add(sink.createWriter(context(i)));
      }
      if (!atEnd || isWritten()) {
        commit();
      }
    }

    private void write() throws Exception {
      int writer = entropy.nextInt(0, shares.size() - 1);
      int next = written.get(writer);
      if (next < shares.get(writer).size()) {
        writers.get(writer).write(shares.get(writer).get(next), 1_000_000_000L + next);
        written.set(writer, next + 1);
        look();
      }
    }

    /** Fails: nobody closes anything, as if the process had been killed. */
    private void fail() throws Exception {
      writers.clear();
      committer = null;
      begin();
      look();
    }

    /** Takes a checkpoint; returns whether nothing failed meanwhile. */
    private boolean checkpoint(boolean last) throws Exception {
      for (SinkWriter<T, CommitT> writer : writers) {
        for (CommitT committable : writer.prepareCommit()) {
          pending.add(CoderUtils.encodeToByteArray(coder, committable));
        }
        if (entropy.oneIn(20)) {
          fail();
          return false;
        }
      }
      Checkpoint taken = new Checkpoint(List.copyOf(written), List.copyOf(pending));
      look();
      if (!last && entropy.oneIn(4)) {
        // it is given up: what is pending waits for the next one
        return false;
      }
      complete = taken;
      kept.clear();
      for (int i = 0; i < shares.size(); i++) {
        shares.get(i).subList(0, taken.written.get(i)).forEach(element -> kept.put(element, 1));
      }
      if (entropy.oneIn(5)) {
        fail();
        return false;
      }
      if (!atEnd || last) {
        commit();
        if (entropy.oneIn(5)) {
          // it was committed, and nobody was told
          fail();
          return false;
        }
        pending.clear();
      }
      look();
      return true;
    }

    private void commit() throws Exception {
      if (pending.isEmpty() && !atEnd) {
        return;
      }
      List<CommitT> committables = new ArrayList<>();
      for (byte[] encoded : pending) {
        committables.add(CoderUtils.decodeFromByteArray(coder, encoded));
      }
      for (int i = committables.size() - 1; i > 0; i--) {
        Collections.swap(committables, i, entropy.nextInt(0, i));
      }
      committed = true;
      committer().commit(committables);
      if (entropy.oneIn(4)) {
        committer().commit(committables);
      }
    }

    private void look() throws Exception {
      Map<T, Integer> now = new HashMap<>();
      visible.read().forEach(element -> now.merge(element, 1, Integer::sum));
      seen.forEach(
          (element, times) -> {
            if (now.getOrDefault(element, 0) < times) {
              throw wrong("was seen", "but is not seen any more: " + element);
            }
          });
      seen.clear();
      seen.putAll(now);
      if (!committed && !now.isEmpty()) {
        throw wrong("can be seen", "nothing was committed yet");
      }
      now.forEach(
          (element, times) -> {
            if (times > 1 || !kept.containsKey(element)) {
              throw wrong(
                  "can be seen",
                  "of which "
                      + element
                      + (times > 1 ? " is there " + times + " times" : " is in no checkpoint"));
            }
          });
    }

    private AssertionError wrong(String what, String instead) {
      return new AssertionError(
          String.format("with seed %d, %s %s; %s", seed, seen, what, instead));
    }

    private void close() throws Exception {
      for (SinkWriter<T, CommitT> writer : writers) {
        writer.close();
      }
      committer().close();
    }
  }
}
