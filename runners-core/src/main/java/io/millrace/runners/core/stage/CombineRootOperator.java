package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.grouping.CombineTable;
import io.millrace.runners.core.grouping.Combined;
import io.millrace.runners.core.grouping.Emission;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The final half of a combine of bounded input, or the whole of one that is not lifted. */
final class CombineRootOperator implements RootOperator {

  private final PerKeyCombine combine;
  private final boolean lifted;
  private final boolean windowed;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;
  private final CombineTable<@Nullable Object, @Nullable Object, @Nullable Object> table;
  private @Nullable Emission<Combined<@Nullable Object, @Nullable Object>> results;
  private boolean exhausted;

  /**
   * A root over hash edges.
   *
   * @param lifted whether values that arrive are accumulators
   */
  CombineRootOperator(
      PerKeyCombine combine,
      boolean lifted,
      StageEnv env,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures) {
    this.combine = combine;
    this.lifted = lifted;
    this.windowed = combine.namespaces() != PerKeyCombine.Namespaces.NONE;
    this.next = next;
    this.cursor = cursor;
    this.failures = failures;
    this.table =
        CombineTable.afterExchange(combine.tableSpec(), env.memoryBudgetBytes(), env.scratch());
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    try {
      for (int row = from; row < to; row++) {
        KV<?, ?> kv = (KV<?, ?>) batch.value(row);
        if (kv == null) {
          throw new StageException(
              combine.name(), "cannot combine a null element; it must be a KV");
        }
        if (!windowed) {
          take(batch.hash(row), null, kv);
        } else {
          for (BoundedWindow window : batch.windows(row)) {
            take(batch.hash(row), window, kv);
          }
        }
      }
    } catch (Throwable t) {
      throw failures.inEngine(combine.name(), t);
    }
  }

  private void take(int hash, @Nullable BoundedWindow window, KV<?, ?> kv) throws IOException {
    if (lifted) {
      table.merge(hash, window, kv.getKey(), kv.getValue());
    } else {
      table.add(hash, window, kv.getKey(), kv.getValue());
    }
  }

  @Override
  public int emit(int limit) {
    int count = 0;
    while (count < limit) {
      Combined<@Nullable Object, @Nullable Object> result = nextResult();
      if (result == null) {
        exhausted = true;
        return count + 1;
      }
      Groupings.describeResult(result.namespace(), cursor);
      next.accept(KV.of(result.key(), Typed.value(combine.extract(result.accumulator()))));
      count++;
    }
    return count;
  }

  private @Nullable Combined<@Nullable Object, @Nullable Object> nextResult() {
    try {
      Emission<Combined<@Nullable Object, @Nullable Object>> emission = results;
      if (emission == null) {
        emission = table.finish();
        results = emission;
      }
      return emission.next();
    } catch (Throwable t) {
      throw failures.inEngine(combine.name(), t);
    }
  }

  @Override
  public boolean isExhausted() {
    return exhausted;
  }

  @Override
  public boolean storesInput() {
    return true;
  }

  @Override
  public void close(boolean failed) {
    try {
      table.close();
    } catch (IOException e) {
      StageTask.LOG.warn("Cleaning up after {} failed: {}", combine.name(), e.toString(), e);
    }
  }

  /** What may have been spilled is not saved: such groupings are planned where nothing is. */
  @Override
  public boolean canSave() {
    return false;
  }
}
