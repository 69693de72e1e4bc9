package io.millrace.runners.distributed.worker;

import io.millrace.runners.distributed.checkpoint.StateFile;
import java.util.List;
import java.util.Map;

/**
 * What the slots of another job kept, or of this one when it had another number of them; to be
 * dealt out anew.
 *
 * @param directory that the files are in
 * @param slots the files of slot {@code i} at place {@code i}
 * @param samePlan whether each stage goes on with its own
 * @param stages if not, by the id of the stage that kept it the one that goes on; what is of others
 *     is dropped
 */
public record Redistributed(
    String directory, List<List<StateFile>> slots, boolean samePlan, Map<Integer, Integer> stages) {

  /** Copies the lists. */
  public Redistributed {
    slots = slots.stream().map(List::copyOf).toList();
    stages = Map.copyOf(stages);
  }
}
