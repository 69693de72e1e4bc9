package io.millrace.simulation.oracle;

import com.google.protobuf.ByteString;
import io.millrace.simulation.job.ModelSpec;
import io.millrace.simulation.job.Output;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
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
  private final TreeMap<Integer, Key> keys = new TreeMap<>();
  private final TreeMap<Integer, BitSet> seen = new TreeMap<>();
  private boolean mayRepeat;

  OutputOracle(ModelSpec spec) {
    this.spec = spec;
  }

  /** What is before the cut and does not wait was made visible elsewhere. */
  void beginAt(CutContents cut) {
    cut.positions().forEach((split, position) -> indices(split).set(0, position));
    cut.sums()
        .forEach(
            (number, sum) -> {
              Key key = keys.computeIfAbsent(number, k -> new Key());
              key.count = sum.count();
              key.sum = sum.sum();
            });
    for (List<Output> batch : cut.waiting().values()) {
      for (Output output : batch) {
        indices(output.split()).clear(output.index());
        Key key = keys.computeIfAbsent(output.key(), k -> new Key());
        key.count--;
        key.sum -= spec.value(output.split(), output.index());
      }
    }
  }

  private BitSet indices(int split) {
    return seen.computeIfAbsent(split, s -> new BitSet());
  }

  void mayRepeat() {
    mayRepeat = true;
  }

  void visible(ByteString batch) {
    for (Output output : Output.decode(batch)) {
      if (output.split() < 0
          || output.split() >= spec.splits()
          || output.index() < 0
          || output.index() >= spec.records()
          || output.key() != spec.key(output.split(), output.index())) {
        throw new Violation("O1", "a slot wrote what is no record's: " + output);
      }
      BitSet indices = indices(output.split());
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
    long sum = key.sum + spec.value(output.split(), output.index());
    if (output.sum() != sum) {
      throw new Violation("O1", output + " is visible where the sum " + sum + " is due");
    }
    Integer last = key.lastIndex.put(output.split(), output.index());
    if (last != null && last > output.index()) {
      throw new Violation("O1", output + " is visible after index " + last);
    }
    key.count++;
    key.sum = sum;
  }

  /** All records before these positions are visible, and no others. */
  void complete(Map<Integer, Integer> positions) {
    for (int split = 0; split < spec.splits(); split++) {
      BitSet indices = indices(split);
      int position = positions.getOrDefault(split, 0);
      int missing = indices.nextClearBit(0);
      if (missing < position) {
        throw new Violation(
            "O1", "record " + missing + " of split " + split + " never became visible");
      }
      // what was read again up to an earlier place may have been visible before
      if (!mayRepeat && indices.length() > position) {
        throw new Violation(
            "O1", "record " + (indices.length() - 1) + " of split " + split + " was never read");
      }
    }
  }
}
