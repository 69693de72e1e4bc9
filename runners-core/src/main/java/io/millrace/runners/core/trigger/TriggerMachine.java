package io.millrace.runners.core.trigger;

import io.millrace.sdk.trace.TriggerPart;
import io.millrace.sdk.transforms.windowing.Trigger;
import java.util.ArrayList;
import java.util.List;

/**
 * A trigger as a state machine, for the windows of one step. Used by one thread.
 *
 * <p>The owner of a window calls {@link #onElement} for each element, {@link #merge} when windows
 * become one, and {@link #onFire} exactly when {@link #shouldFire} is true and the window's content
 * has been emitted. After each call {@link #nextProcessingTime} says when to ask again, besides at
 * the end of the window.
 */
public final class TriggerMachine {

  /** The largest number of triggers that one may be made of, itself included. */
  public static final int MAX_PARTS = 64;

  private final Trigger trigger;
  private final Node root;
  private final long[] initialCells;
  private final Moment moment = new Moment();

  private TriggerMachine(Trigger trigger, Node root, List<Node> nodes) {
    this.trigger = trigger;
    this.root = root;
    this.initialCells = nodes.stream().mapToLong(Node::initialCell).toArray();
  }

  /**
   * The machine of a trigger.
   *
   * @param merging whether windows may merge: parts that only begin later must then see elements
   *     from the start
   * @throws IllegalArgumentException if the trigger is made of more than {@link #MAX_PARTS}
   */
  public static TriggerMachine of(Trigger trigger, boolean merging) {
    List<Node> nodes = new ArrayList<>();
    Node root = new NodeCompiler(merging, nodes).compile(trigger);
    if (nodes.size() > MAX_PARTS) {
      throw new IllegalArgumentException(
          "The trigger is made of "
              + nodes.size()
              + " triggers, more than the "
              + MAX_PARTS
              + " supported: "
              + trigger);
    }
    return new TriggerMachine(trigger, root, nodes);
  }

  /** The state of a window that has no element yet. */
  public TriggerState newState() {
    return new TriggerState(initialCells.clone());
  }

  /** Tells of an element that was added to the window. */
  public void onElement(TriggerState state, long windowMaxMillis, TriggerClock clock) {
    root.onElement(at(state, windowMaxMillis, clock));
  }

  /** Whether the window's content is to be emitted now. Changes nothing. */
  public boolean shouldFire(TriggerState state, long windowMaxMillis, TriggerClock clock) {
    return !root.isFinished(state) && root.shouldFire(at(state, windowMaxMillis, clock));
  }

  /** Tells that the window's content was emitted because {@link #shouldFire} said so. */
  public void onFire(TriggerState state, long windowMaxMillis, TriggerClock clock) {
    root.onFire(at(state, windowMaxMillis, clock));
  }

  /** Whether it will never fire again: the window is closed for further elements. */
  public boolean isFinished(TriggerState state) {
    return root.isFinished(state);
  }

  /**
   * The state of the window that others were merged into (rule M4).
   *
   * @param sources the states of all of them, in any order; left as they are
   * @param windowMaxMillis the last instant of the new window
   */
  public TriggerState merge(List<TriggerState> sources, long windowMaxMillis, TriggerClock clock) {
    TriggerState merged = newState();
    root.onMerge(at(merged, windowMaxMillis, clock), sources);
    return merged;
  }

  /**
   * When to ask again because of processing time, in milliseconds after the epoch; {@link
   * Long#MAX_VALUE} if processing time alone changes nothing from now on.
   */
  public long nextProcessingTime(TriggerState state, TriggerClock clock) {
    return root.isFinished(state) ? Long.MAX_VALUE : root.nextProcessingTime(state, clock);
  }

  /** What a window waits for whose trigger is the default one, for people. */
  public static TriggerPart describeDefault(long windowMaxMillis, TriggerClock clock) {
    Moment moment = new Moment();
    moment.windowMax = windowMaxMillis;
    moment.clock = clock;
    return new LeafNodes.Default(0).describe(moment);
  }

  /** What a window waits for, for people. Changes nothing. */
  public TriggerPart describe(TriggerState state, long windowMaxMillis, TriggerClock clock) {
    return root.describe(at(state, windowMaxMillis, clock));
  }

  private Moment at(TriggerState state, long windowMaxMillis, TriggerClock clock) {
    moment.state = state;
    moment.windowMax = windowMaxMillis;
    moment.clock = clock;
    return moment;
  }

  @Override
  public String toString() {
    return trigger.toString();
  }
}
