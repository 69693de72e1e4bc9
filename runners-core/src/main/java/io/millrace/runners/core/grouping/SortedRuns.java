package io.millrace.runners.core.grouping;

import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.ScratchFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs of entries sorted by hash and key bytes, in one scratch file, and their merge.
 *
 * <p>When there are more runs than read buffers fit into the budget, neighbouring runs are merged
 * into longer ones first, in a new file, as often as needed. Values of one key keep the order of
 * the runs all the way.
 */
final class SortedRuns implements Closeable {
  private static final int LARGEST_BUFFER = 64 << 10;
  private static final int SMALLEST_BUFFER = 1 << 10;

  /** A range of a scratch file. */
  record Run(ScratchFile file, long start, long end) {}

  /** Writes the entries of one run. */
  interface Entries {
    void writeTo(RunWriter out) throws IOException;
  }

  private final Scratch scratch;
  private final String purpose;
  private final int bufferSize;
  private final int fanIn;
  private List<Run> runs = new ArrayList<>();
  private @Nullable ScratchFile file;
  private int passes;

  /**
   * @param purpose what the runs are for, such as {@code group-by-key}; errors name it
   * @param budget bytes that the buffers of a merge may take together
   */
  SortedRuns(Scratch scratch, String purpose, long budget) {
    this.scratch = scratch;
    this.purpose = purpose;
    this.bufferSize = (int) Math.min(LARGEST_BUFFER, Math.max(SMALLEST_BUFFER, budget / 8));
    // one buffer is the writer's
    this.fanIn = (int) Math.min(1 << 20, Math.max(2, budget / bufferSize - 1));
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  int count() {
    return runs.size();
  }

  /** How many passes over all runs the merge needed beside the last. */
  int passes() {
    return passes;
  }

  /** Writes one more run. */
  void add(Entries entries) throws IOException {
    try {
      runs.add(write(fileOrNew(), entries));
    } catch (IOException e) {
      throw new IOException(
          purpose + ": cannot write sorted run " + (runs.size() + 1) + ": " + e.getMessage(), e);
    }
  }

  private ScratchFile fileOrNew() throws IOException {
    ScratchFile current = file;
    if (current == null) {
      current = scratch.create(purpose);
      file = current;
    }
    return current;
  }

  private Run write(ScratchFile target, Entries entries) throws IOException {
    long start = target.size();
    RunWriter out = new RunWriter(target, bufferSize);
    entries.writeTo(out);
    out.flush();
    return new Run(target, start, target.size());
  }

  /** All entries of all runs in order; add no run afterwards. */
  RunMerge merge() throws IOException {
    try {
      while (runs.size() > fanIn) {
        mergeNeighbours();
      }
      return open(runs);
    } catch (IOException e) {
      throw new IOException(
          purpose + ": cannot merge " + runs.size() + " sorted runs: " + e.getMessage(), e);
    }
  }

  private void mergeNeighbours() throws IOException {
    ScratchFile target = scratch.create(purpose + "-merge");
    List<Run> merged = new ArrayList<>();
    try {
      for (int from = 0; from < runs.size(); from += fanIn) {
        RunMerge merge = open(runs.subList(from, Math.min(runs.size(), from + fanIn)));
        merged.add(write(target, merge::writeTo));
      }
    } catch (IOException | RuntimeException e) {
      closeAfter(e, target);
      throw e;
    }
    ScratchFile old = file;
    file = target;
    runs = merged;
    passes++;
    if (old != null) {
      old.close();
    }
  }

  private static void closeAfter(Exception failure, ScratchFile file) {
    try {
      file.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private RunMerge open(List<Run> some) throws IOException {
    List<RunCursor> cursors = new ArrayList<>(some.size());
    for (Run run : some) {
      cursors.add(new RunCursor(run, cursors.size(), bufferSize));
    }
    return new RunMerge(purpose, cursors);
  }

  /** Deletes the runs. */
  @Override
  public void close() throws IOException {
    runs = new ArrayList<>();
    ScratchFile current = file;
    file = null;
    if (current != null) {
      current.close();
    }
  }
}
