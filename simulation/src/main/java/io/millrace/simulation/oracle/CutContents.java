package io.millrace.simulation.oracle;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.checkpoint.ChunkedBytes;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.task.KeyedEntries;
import io.millrace.simulation.job.ModelSlot;
import io.millrace.simulation.job.ModelSpec;
import io.millrace.simulation.job.ModelState;
import io.millrace.simulation.job.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * O5: what a manifest names, read as slots would read it. It must be one cut: each split is in one
 * slot, each key in the slot that it belongs to, and the sums are those of exactly the records
 * before the positions.
 *
 * @param positions how many records each split has given
 * @param sums by key
 * @param waiting what was written and may not be visible, by names
 */
record CutContents(
    TreeMap<Integer, Integer> positions,
    TreeMap<Integer, ModelState.Sum> sums,
    Map<String, List<Output>> waiting) {

  /**
   * Reads it, and looks whether it is one cut.
   *
   * @param what it is, for people
   * @param base where the files are
   * @param damaged the files that fate has damaged: with one of these nothing is known
   */
  static Optional<CutContents> of(
      String what,
      String base,
      Manifest manifest,
      ModelSpec spec,
      Map<String, ByteString> store,
      Predicate<String> damaged) {
    if (manifest.paths().stream().anyMatch(path -> damaged.test(base + "/" + path))) {
      return Optional.empty();
    }
    CutContents all = new CutContents(new TreeMap<>(), new TreeMap<>(), new LinkedHashMap<>());
    int slots = manifest.slots().size();
    for (int slot = 0; slot < slots; slot++) {
      List<StateFile> files = manifest.slots().get(slot);
      boolean entries = ModelSlot.isEntries(files);
      if (manifest.byKey() && !entries) {
        throw new Violation("O5", what + " is said to be by key, and slot " + slot + " is not");
      }
      List<ByteString> contents = contents(what, base, files, store);
      ModelState state;
      if (entries) {
        state = new ModelState();
        contents.forEach(
            content ->
                KeyedEntries.forEach(
                    content, (stage, entry) -> state.take(stage, spec.version(), entry)));
      } else {
        state = ModelState.decode(contents.get(0), contents.get(1));
      }
      all.add(what, manifest.job(), slot, slots, state, spec);
    }
    all.look(what, spec);
    return Optional.of(all);
  }

  private static List<ByteString> contents(
      String what, String base, List<StateFile> files, Map<String, ByteString> store) {
    List<ByteString> contents = new ArrayList<>();
    for (StateFile file : files) {
      ByteString bytes = store.get(base + "/" + file.path());
      if (bytes == null) {
        throw new Violation("O5", what + " needs " + base + "/" + file.path());
      }
      try {
        file.verify(bytes);
        contents.add(ChunkedBytes.decode(bytes));
      } catch (CorruptException e) {
        throw new Violation("O5", what + ": " + e.getMessage());
      }
    }
    return contents;
  }

  private void add(String what, String job, int slot, int slots, ModelState state, ModelSpec spec) {
    state
        .batches()
        .forEach((number, batch) -> waiting.put(ModelSlot.batchName(job, slot, number), batch));
    waiting.putAll(state.inherited());
    state.addInFlight(spec);
    state
        .positions()
        .forEach(
            (split, position) -> {
              if (positions.put(split, position) != null) {
                throw new Violation("O5", what + " has split " + split + " in two slots");
              }
            });
    for (int key : state.sums().keySet()) {
      if (ModelSpec.slotOf(key, slots) != slot) {
        throw new Violation("O5", what + " has key " + key + " in slot " + slot + " of " + slots);
      }
    }
    sums.putAll(state.sums());
  }

  private void look(String what, ModelSpec spec) {
    TreeMap<Integer, ModelState.Sum> expected = new TreeMap<>();
    for (int split = 0; split < spec.splits(); split++) {
      Integer position = positions.get(split);
      if (position == null) {
        throw new Violation("O5", what + " has split " + split + " in no slot");
      }
      for (int i = 0; i < position; i++) {
        long value = spec.value(split, i);
        expected.merge(
            spec.key(split, i),
            new ModelState.Sum(1, value),
            (a, b) -> new ModelState.Sum(a.count() + b.count(), a.sum() + b.sum()));
      }
    }
    if (!sums.equals(expected)) {
      throw new Violation("O5", what + " is no cut: it has " + sums + ", not " + expected);
    }
  }
}
