package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.grouping.CombineTable;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lifted half of a combine: fewer elements go through the exchange. */
final class PreCombineNode implements ElementReceiver, Finishable {

  /** How many keys are held: enough for most of a skewed distribution, few enough for caches. */
  static final int MAX_ENTRIES = 1 << 17;

  /** The share of a grouping's memory that is enough for what need not hold everything. */
  private static final int MEMORY_SHARE = 4;

  private final String name;
  private final Failures failures;
  private final ElementReceiver next;
  private final @Nullable HashedReceiver hashedNext;
  private final ElementCursor cursor;
  private final PerKeyCombine.Namespaces namespaces;
  private final Coder<@Nullable Object> keyCoder;

  /** What was emitted last, with its windows and the timestamp that stands for theirs. */
  private @Nullable Object lastNamespace;

  private Collection<? extends BoundedWindow> lastWindows = ElementCursor.GLOBAL;
  private long lastTimestamp;

  /** What was added to last. */
  private @Nullable Object lastAddedTo;

  /**
   * The earliest last instant of a window of which something is kept; {@link Long#MAX_VALUE} if
   * nothing is.
   */
  private long earliestEnd = Long.MAX_VALUE;

  private final CombineTable<@Nullable Object, @Nullable Object, @Nullable Object> table;

  /**
   * A node in front of an exchange.
   *
   * @param next who reads the accumulators
   * @param hashedNext the same if it takes key hashes
   */
  @SuppressWarnings("unchecked")
  PreCombineNode(
      PerKeyCombine combine,
      ElementReceiver next,
      @Nullable HashedReceiver hashedNext,
      StageEnv env,
      ElementCursor cursor) {
    this.name = combine.name();
    this.failures = combine.failures();
    this.next = next;
    this.hashedNext = hashedNext;
    this.cursor = cursor;
    this.namespaces = combine.namespaces();
    this.keyCoder = (Coder<@Nullable Object>) combine.keyCoder();
    this.table =
        CombineTable.beforeExchange(combine.tableSpec(), MAX_ENTRIES, memory(env), this::emit);
  }

  /** How many bytes such a node may take. */
  static long memory(StageEnv env) {
    return Math.max(CombineTable.SMALLEST_BUDGET, env.memoryBudgetBytes() / MEMORY_SHARE);
  }

  @Override
  public void accept(@Nullable Object value) {
    try {
      KV<?, ?> kv = (KV<?, ?>) Objects.requireNonNull(value, "a null element has no key");
      Object key = kv.getKey();
      int hash = keyCoder.stableHash(key);
      Collection<? extends BoundedWindow> windows = cursor.windows();
      if (windows != lastAddedTo) {
        noteEnds(windows);
      }
      switch (namespaces) {
        case NONE -> table.add(hash, null, key, kv.getValue());
        case ALL_WINDOWS -> table.add(hash, windows, key, kv.getValue());
        case EACH_WINDOW -> {
          for (BoundedWindow window : windows) {
            table.add(hash, window, key, kv.getValue());
          }
        }
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  private void noteEnds(Collection<? extends BoundedWindow> windows) {
    for (BoundedWindow window : windows) {
      earliestEnd = Math.min(earliestEnd, window.maxTimestampMillis());
    }
    lastAddedTo = windows;
  }

  private void emit(
      int keyHash, @Nullable Object namespace, @Nullable Object key, @Nullable Object accumulator) {
    var windows = cursor.windows();
    long timestamp = cursor.timestamp;
    if (namespace instanceof BoundedWindow window) {
      cursor.windows(List.of(window));
      cursor.timestamp = window.maxTimestampMillis();
    } else if (namespace != null) {
      if (namespace != lastNamespace) {
        lastNamespace = namespace;
        lastWindows = windows(namespace);
        lastTimestamp = lastWindows.iterator().next().maxTimestampMillis();
      }
      cursor.windows(lastWindows);
      cursor.timestamp = lastTimestamp;
    }
    KV<?, ?> kv = KV.of(Typed.value(key), Typed.value(accumulator));
    if (hashedNext != null) {
      hashedNext.accept(kv, keyHash);
    } else {
      next.accept(kv);
    }
    cursor.windows(windows);
    cursor.timestamp = timestamp;
  }

  @SuppressWarnings("unchecked") // the node's own namespaces
  private static Collection<? extends BoundedWindow> windows(Object namespace) {
    return (Collection<? extends BoundedWindow>) namespace;
  }

  @Override
  public void passOn(long watermarkMillis) {
    if (earliestEnd <= watermarkMillis) {
      finish();
    }
  }

  @Override
  public void finish() {
    earliestEnd = Long.MAX_VALUE;
    lastAddedTo = null;
    cursor.reset();
    try {
      table.flush();
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  @Override
  public void close(boolean failed) {
    try {
      table.close();
    } catch (IOException e) {
      StageTask.LOG.warn("Cleaning up after {} failed: {}", name, e.toString(), e);
    }
  }
}
