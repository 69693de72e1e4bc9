package io.millrace.runners.core.panes;

import io.millrace.runners.core.slices.Slicing;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one step in one task, by key and window, and the panes that they emit.
 *
 * <p>Their owner tells them of elements ({@link #add}), of the end of each bundle ({@link
 * #endBundle}, when triggers are asked: rule R4), and of time. Not thread-safe.
 *
 * @param <K> the type of keys
 * @param <InputT> the type of values
 */
public interface Groups<K extends @Nullable Object, InputT extends @Nullable Object> {

  /**
   * No groups.
   *
   * @param keyCoder says which keys are the same
   * @param contents what is kept of the values of a window
   * @param output takes panes, in the order in which they are emitted, before the call that caused
   *     them returns
   */
  static <K extends @Nullable Object, InputT extends @Nullable Object> Groups<K, InputT> of(
      WindowingStrategy<?, ?> strategy,
      Coder<K> keyCoder,
      Contents<InputT, ?> contents,
      PaneOutput<K> output,
      WindowedGroups.Dropped dropped) {
    Slicing slicing = slicing(strategy);
    return slicing == null
        ? new WindowedGroups<>(strategy, keyCoder, contents, output, dropped)
        : new SlicedGroups<>(slicing, strategy, keyCoder, contents, output, dropped);
  }

  /** The slices by which groups of a strategy are kept; null if they are kept by window. */
  static @Nullable Slicing slicing(WindowingStrategy<?, ?> strategy) {
    return SlicedGroups.slicing(strategy);
  }

  /**
   * Adds a value to windows of its key; it is dropped from those that have expired or are closed.
   *
   * @param keyHash the key coder's {@link Coder#stableHash} of the key
   * @throws Exception what the window function throws when it merges
   */
  void add(
      K key,
      int keyHash,
      InputT value,
      long timestampMillis,
      Collection<? extends BoundedWindow> windows)
      throws Exception;

  /**
   * Fetches what is kept for a key of which there will be an element soon. Done for some keys at
   * once, it waits for memory once and not for each of them.
   *
   * @param keyHash as in {@link #add}
   * @return nothing of meaning: what was read must be used
   */
  long touch(int keyHash);

  /** Lets the triggers of all windows that got elements since the last call decide. */
  void endBundle();

  /**
   * Tells how far the input watermark has come.
   *
   * @throws IllegalArgumentException if it goes back
   */
  void advanceWatermark(long watermarkMillis);

  /**
   * Tells the processing time.
   *
   * @param synchronizedMillis the time that all steps upstream have caught up with
   */
  void advanceProcessingTime(long nowMillis, long synchronizedMillis);

  /** When processing time must be told next; {@link Long#MAX_VALUE} if nothing waits for it. */
  long nextProcessingTime();

  /** No output from here on is older (law I2). */
  long outputWatermark();

  /**
   * The earliest output to come of what is kept now; {@link
   * io.millrace.runners.core.watermark.Holds#NONE} if there is none.
   */
  long earliestHold();

  /** Adds how the windows stand that something is kept for, for people. Changes nothing. */
  void describe(WindowStates states);

  /** Whether nothing at all is kept: no key, no timer, no hold (rule G2). */
  boolean isEmpty();

  /** Whether {@link #save} may be called now. */
  default boolean canSave() {
    return true;
  }

  /**
   * Writes everything that is kept, an entry for each key. To be called between bundles.
   *
   * @throws IOException if a coder or the sink fails
   */
  void save(StateSink sink) throws IOException;

  /**
   * Takes back an entry of {@link #save}. All come before anything is added and before the
   * watermark is told.
   *
   * @throws IOException if the bytes are not those of an entry
   */
  void load(int keyHash, DecodeBuffer in) throws IOException;
}
