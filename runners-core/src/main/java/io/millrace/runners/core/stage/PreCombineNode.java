package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.grouping.CombineTable;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: keeps one accumulator for each key in each window, or in each slice. */
final class PreCombineNode
    implements PreCombine, CombineTable.Emitter<@Nullable Object, @Nullable Object> {

  private static final PerKeyCombine COMBINE;
  private static final Failures FAILURES;
  private static final ElementReceiver NEXT;
  private static final @Nullable HashedReceiver HASHED_NEXT;
  private static final long MEMORY;
  private static final ElementCursor CURSOR;
  private static final Coder<@Nullable Object> KEY_CODER;

  /** Whether values are kept apart by window at all, and then by each window that they are in. */
  private static final boolean BY_WINDOWS;

  private static final boolean BY_EACH_WINDOW;

  static {
    @Nullable Object[] constants = Template.constants(MethodHandles.lookup());
    COMBINE = (PerKeyCombine) Objects.requireNonNull(constants[0]);
    NEXT = (ElementReceiver) Objects.requireNonNull(constants[1]);
    HASHED_NEXT = (HashedReceiver) constants[2];
    MEMORY = (Long) Objects.requireNonNull(constants[3]);
    CURSOR = (ElementCursor) Objects.requireNonNull(constants[4]);
    FAILURES = COMBINE.failures();
    KEY_CODER = COMBINE.keyCoder();
    BY_WINDOWS = COMBINE.namespaces() != PerKeyCombine.Namespaces.NONE;
    BY_EACH_WINDOW = COMBINE.namespaces() == PerKeyCombine.Namespaces.EACH_WINDOW;
  }

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

  PreCombineNode() {
    this.table = CombineTable.beforeExchange(COMBINE.tableSpec(), MAX_ENTRIES, MEMORY, this);
  }

  @Override
  public void accept(@Nullable Object value) {
    try {
      KV<?, ?> kv = (KV<?, ?>) Objects.requireNonNull(value, "a null element has no key");
      Object key = kv.getKey();
      int hash = KEY_CODER.stableHash(key);
      Collection<? extends BoundedWindow> windows = CURSOR.windows();
      if (windows != lastAddedTo) {
        noteEnds(windows);
      }
      if (BY_EACH_WINDOW) {
        for (BoundedWindow window : windows) {
          table.add(hash, window, key, kv.getValue());
        }
      } else {
        table.add(hash, BY_WINDOWS ? windows : null, key, kv.getValue());
      }
    } catch (Throwable t) {
      throw FAILURES.inEngine(COMBINE.name(), t);
    }
  }

  private void noteEnds(Collection<? extends BoundedWindow> windows) {
    for (BoundedWindow window : windows) {
      earliestEnd = Math.min(earliestEnd, window.maxTimestampMillis());
    }
    lastAddedTo = windows;
  }

  /** Gives out what the table does; is no business of anybody else. */
  @Override
  public void emit(
      int keyHash, @Nullable Object namespace, @Nullable Object key, @Nullable Object accumulator) {
    var windows = CURSOR.windows();
    long timestamp = CURSOR.timestamp;
    if (namespace instanceof BoundedWindow window) {
      CURSOR.windows(List.of(window));
      CURSOR.timestamp = window.maxTimestampMillis();
    } else if (namespace != null) {
      if (namespace != lastNamespace) {
        lastNamespace = namespace;
        lastWindows = windows(namespace);
        lastTimestamp = lastWindows.iterator().next().maxTimestampMillis();
      }
      CURSOR.windows(lastWindows);
      CURSOR.timestamp = lastTimestamp;
    }
    KV<?, ?> kv = KV.of(Typed.value(key), Typed.value(accumulator));
    if (HASHED_NEXT != null) {
      HASHED_NEXT.accept(kv, keyHash);
    } else {
      NEXT.accept(kv);
    }
    CURSOR.windows(windows);
    CURSOR.timestamp = timestamp;
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
    CURSOR.reset();
    try {
      table.flush();
    } catch (Throwable t) {
      throw FAILURES.inEngine(COMBINE.name(), t);
    }
  }

  @Override
  public void close(boolean failed) {
    try {
      table.close();
    } catch (IOException e) {
      StageTask.LOG.warn("Cleaning up after {} failed: {}", COMBINE.name(), e.toString(), e);
    }
  }
}
