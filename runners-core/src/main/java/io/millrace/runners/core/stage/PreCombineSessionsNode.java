package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.grouping.SessionTable;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.values.KV;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lifted half of a combine in sessions: values of a key whose windows overlap go through the
 * exchange as one.
 *
 * <p>Rule L3: whether a value comes too late is decided behind the exchange, by the value's own
 * window. So only those are combined of which it is known already that they do not: those in
 * windows that the output watermark has not passed, behind which the grouping's watermark stays.
 * All others pass one by one; and so does everything once this task has been idle, as the grouping
 * did not wait for it then and may be ahead by any time.
 */
final class PreCombineSessionsNode implements PreCombine {

  private final String name;
  private final Failures failures;
  private final ElementReceiver next;
  private final @Nullable HashedReceiver hashedNext;
  private final ElementCursor cursor;
  private final Coder<@Nullable Object> keyCoder;
  private final SessionTable<@Nullable Object, @Nullable Object, @Nullable Object> table;

  /** What those downstream know of time, at most; the end of it once they may know anything. */
  private long watermark = Watermarks.START;

  /** The earliest timestamp of a value that was combined and not passed on. */
  private long earliestStart = Long.MAX_VALUE;

  /**
   * A node in front of an exchange.
   *
   * @param next who reads the accumulators
   * @param hashedNext the same if it takes key hashes
   * @param memory how many bytes it may take
   */
  PreCombineSessionsNode(
      PerKeyCombine combine,
      ElementReceiver next,
      @Nullable HashedReceiver hashedNext,
      long memory,
      ElementCursor cursor) {
    this.name = combine.name();
    this.failures = combine.failures();
    this.next = next;
    this.hashedNext = hashedNext;
    this.cursor = cursor;
    this.keyCoder = combine.keyCoder();
    this.table = new SessionTable<>(combine.tableSpec(), MAX_ENTRIES, memory, this::emit);
  }

  @Override
  public void accept(@Nullable Object value) {
    try {
      KV<?, ?> kv = (KV<?, ?>) Objects.requireNonNull(value, "a null element has no key");
      Object key = kv.getKey();
      int hash = keyCoder.stableHash(key);
      for (BoundedWindow window : cursor.windows()) {
        IntervalWindow session = (IntervalWindow) window;
        long start = session.startMillis();
        long end = session.endMillis();
        if (session.maxTimestampMillis() < watermark) {
          table.pass(hash, key, kv.getValue(), start, end);
        } else {
          earliestStart = Math.min(earliestStart, start);
          table.add(hash, key, kv.getValue(), start, end);
        }
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  private void emit(
      int keyHash, long start, long end, @Nullable Object key, @Nullable Object accumulator) {
    Collection<? extends BoundedWindow> windows = cursor.windows();
    long timestamp = cursor.timestamp;
    IntervalWindow session = IntervalWindow.ofMillis(start, end);
    cursor.windows(List.of(session));
    cursor.timestamp = session.maxTimestampMillis();
    KV<?, ?> kv = KV.of(Typed.value(key), Typed.value(accumulator));
    if (hashedNext != null) {
      hashedNext.accept(kv, keyHash);
    } else {
      next.accept(kv);
    }
    cursor.windows(windows);
    cursor.timestamp = timestamp;
  }

  @Override
  public void outputWatermark(long watermarkMillis) {
    watermark = Math.max(watermark, watermarkMillis);
  }

  /** Downstream a session that a value belongs to may end, and fire, as soon as time is past it. */
  @Override
  public void passOn(long watermarkMillis) {
    if (earliestStart < watermarkMillis) {
      finish();
    }
  }

  @Override
  public void finish() {
    earliestStart = Long.MAX_VALUE;
    cursor.reset();
    try {
      table.flush();
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }
}
