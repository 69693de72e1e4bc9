package io.millrace.sdk.testing.reference;

import java.util.List;

/**
 * A part of a pipeline: elements are changed one by one, put into windows, and go into something
 * that works by key.
 *
 * @param mappings what is done to each element, in order
 * @param windowing null to leave the elements in the windows in which they are
 */
public record Layer(List<Mapping> mappings, Windowing windowing, Operation operation) {

  /** What is done to an element. */
  public enum Mapping {
    /** Its value grows by one. */
    ADD_ONE,
    /** Its key becomes {@code odd} or {@code even}, by its value. */
    ODD_AND_EVEN,
    /** It stays only if its value is even. */
    ONLY_EVEN,
    /** It moves to another task and is the same there (rule H1). */
    MOVE
  }

  /** What works by key. Its results are pairs of keys and numbers again. */
  public sealed interface Operation {}

  /**
   * GroupByKey.
   *
   * @param explodes whether the next layer gets each value of a pane, and not their sum
   */
  public record Group(boolean explodes) implements Operation {}

  /** The sum of the values of each key, as a Combine. */
  public record Sum() implements Operation {}

  /** A function with state. */
  public record Stateful(Program program) implements Operation {}

  @Override
  public String toString() {
    return (mappings.isEmpty() ? "" : mappings + " ")
        + (windowing == null ? "" : "into " + windowing + " ")
        + operation;
  }

  /**
   * What is known of how many elements were dropped. A sum drops what arrived of elements that were
   * added up before they moved, which are fewer: so only whether there were any.
   */
  public long counted(long dropped) {
    return operation instanceof Sum ? Math.min(dropped, 1) : dropped;
  }
}
