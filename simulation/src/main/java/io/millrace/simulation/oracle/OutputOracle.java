package io.millrace.simulation.oracle;

import com.google.protobuf.ByteString;
import io.millrace.simulation.job.ModelSpec;
import io.millrace.simulation.job.Output;
import java.util.BitSet;
import java.util.TreeMap;

/**
 * O1: what has become visible is what the records come to, each once and in order, at all times.
 * After a checkpoint was given up for one before, which is told loudly, records may become visible
 * again; none may be missing even then.
 */
final class OutputOracle {

  private static final class Key {
    long count;
    long sum;
    final TreeMap<Integer, Integer> lastIndex = new TreeMap<>();
  }

  private final ModelSpec spec;
  private final int parallelism;
  private final TreeMap<Integer, Key> keys = new TreeMap<>();
  private final TreeMap<Integer, BitSet> seen = new TreeMap<>();
  private boolean mayRepeat;

  OutputOracle(ModelSpec spec, int parallelism) {
    this.spec = spec;
    this.parallelism = parallelism;
  }

  void mayRepeat() {
    mayRepeat = true;
  }

  void visible(int slot, ByteString batch) {
    for (Output output : Output.decode(batch)) {
      if (output.source() < 0
          || output.source() >= parallelism
          || output.index() < 0
          || output.index() >= spec.records()
          || output.key() != spec.key(output.source(), output.index())
          || output.key() % parallelism != slot) {
        throw new Violation("O1", "slot " + slot + " wrote what is no record's: " + output);
      }
      BitSet indices = seen.computeIfAbsent(output.source(), s -> new BitSet());
      if (!mayRepeat) {
        inOrder(output, indices);
      }
      indices.set(output.index());
    }
  }

  private void inOrder(Output output, BitSet indices) {
    if (indices.get(output.index())) {
      throw new Violation("O1", "visible twice: " + output);
    }
    Key key = keys.computeIfAbsent(output.key(), k -> new Key());
    if (output.count() != key.count + 1) {
      throw new Violation("O1", output + " is visible where count " + (key.count + 1) + " is due");
    }
    long sum = key.sum + spec.value(output.source(), output.index());
    if (output.sum() != sum) {
      throw new Violation("O1", output + " is visible where the sum " + sum + " is due");
    }
    Integer last = key.lastIndex.put(output.source(), output.index());
    if (last != null && last > output.index()) {
      throw new Violation("O1", output + " is visible after index " + last);
    }
    key.count++;
    key.sum = sum;
  }

  /** All records before these positions are visible, and no others. */
  void complete(int[] positions) {
    for (int source = 0; source < parallelism; source++) {
      BitSet indices = seen.computeIfAbsent(source, s -> new BitSet());
      int missing = indices.nextClearBit(0);
      if (missing < positions[source]) {
        throw new Violation(
            "O1", "record " + missing + " of source " + source + " never became visible");
      }
      // what was read again up to an earlier place may have been visible before
      if (!mayRepeat && indices.length() > positions[source]) {
        throw new Violation(
            "O1", "record " + (indices.length() - 1) + " of source " + source + " was never read");
      }
    }
  }
}
