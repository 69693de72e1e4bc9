package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.grouping.Emission;
import io.millrace.runners.core.grouping.Group;
import io.millrace.runners.core.grouping.GroupTable;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** GroupByKey of bounded input: takes everything in, then gives each key with its values. */
final class GroupRootOperator implements RootOperator {

  private final String name;
  private final GroupTable<@Nullable Object, @Nullable Object> table;
  private final boolean windowed;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;
  private @Nullable Emission<Group<@Nullable Object, @Nullable Object>> groups;
  private boolean exhausted;

  @SuppressWarnings("unchecked")
  GroupRootOperator(
      String name,
      KvCoder<?, ?> coder,
      WindowingStrategy<?, ?> strategy,
      StageEnv env,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    Coder<?> namespaceCoder = Groupings.namespaceCoder(strategy);
    this.windowed = namespaceCoder != null;
    this.table =
        new GroupTable<>(
            (Coder<@Nullable Object>) coder.getKeyCoder(),
            (Coder<@Nullable Object>) coder.getValueCoder(),
            namespaceCoder,
            env.memoryBudgetBytes(),
            env.scratch());
    this.next = next;
    this.cursor = cursor;
    this.failures = failures;
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    try {
      for (int row = from; row < to; row++) {
        KV<?, ?> kv = (KV<?, ?>) batch.value(row);
        if (kv == null) {
          throw new StageException(name, "cannot group a null element; it must be a KV");
        }
        if (!windowed) {
          table.add(batch.hash(row), null, kv.getKey(), kv.getValue());
        } else {
          for (BoundedWindow window : batch.windows(row)) {
            table.add(batch.hash(row), window, kv.getKey(), kv.getValue());
          }
        }
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  @Override
  public int emit(int limit) {
    int count = 0;
    while (count < limit) {
      Group<@Nullable Object, @Nullable Object> group = nextGroup();
      if (group == null) {
        exhausted = true;
        return count + 1;
      }
      Groupings.describeResult(group.namespace(), cursor);
      next.accept(KV.of(group.key(), group.values()));
      count++;
    }
    return count;
  }

  private @Nullable Group<@Nullable Object, @Nullable Object> nextGroup() {
    try {
      Emission<Group<@Nullable Object, @Nullable Object>> emission = groups;
      if (emission == null) {
        emission = table.finish();
        groups = emission;
      }
      return emission.next();
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
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
      StageTask.LOG.warn("Cleaning up after {} failed: {}", name, e.toString(), e);
    }
  }

  /** What may have been spilled is not saved: such groupings are planned where nothing is. */
  @Override
  public boolean canSave() {
    return false;
  }
}
