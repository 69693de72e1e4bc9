package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.panes.Contents;
import io.millrace.runners.core.panes.Pane;
import io.millrace.runners.core.panes.WindowedGroups;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GroupByKey and Combine of input without end, or with triggers or merging windows: gives panes as
 * time passes.
 */
final class WindowedRootOperator<ContentT> implements RootOperator {

  private final String name;
  private final Coder<@Nullable Object> keyCoder;
  private final WindowedGroups<@Nullable Object, @Nullable Object, ContentT> groups;
  private final StageEnv env;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;

  @SuppressWarnings("unchecked")
  WindowedRootOperator(
      String name,
      Coder<?> keyCoder,
      WindowingStrategy<?, ?> strategy,
      Contents<@Nullable Object, ContentT> contents,
      StageEnv env,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.keyCoder = (Coder<@Nullable Object>) keyCoder;
    this.env = env;
    this.next = next;
    this.cursor = cursor;
    this.failures = failures;
    this.groups =
        new WindowedGroups<>(strategy, contents, this::output, dropped(env.metrics(name)));
    advanceClock();
  }

  private static WindowedGroups.Dropped dropped(MetricsContainer metrics) {
    Counter late = metrics.getCounter(MetricName.named("millrace", "droppedDueToLateness"));
    Counter closed = metrics.getCounter(MetricName.named("millrace", "droppedDueToClosedWindow"));
    return new WindowedGroups.Dropped() {
      @Override
      public void late(BoundedWindow window) {
        late.inc();
      }

      @Override
      public void closed(BoundedWindow window) {
        closed.inc();
      }
    };
  }

  private void advanceClock() {
    long now = env.processingTimeMillis();
    // In one process all steps see the same clock: upstream has always caught up.
    groups.advanceProcessingTime(now, now);
  }

  private void output(Pane<@Nullable Object> pane) {
    cursor.windows = List.of(pane.window());
    cursor.timestamp = pane.timestampMillis();
    cursor.pane = pane.info();
    next.accept(KV.of(Typed.value(pane.key()), Typed.value(pane.value())));
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    try {
      advanceClock();
      for (int row = from; row < to; row++) {
        KV<?, ?> kv = (KV<?, ?>) batch.value(row);
        if (kv == null) {
          throw new StageException(name, "cannot group a null element; it must be a KV");
        }
        Object structuralKey = keyCoder.structuralValue(Typed.value(kv.getKey()));
        for (BoundedWindow window : batch.windows(row)) {
          groups.add(kv.getKey(), structuralKey, kv.getValue(), batch.timestamp(row), window);
        }
      }
      groups.endBundle();
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  @Override
  public boolean firesInTime() {
    return true;
  }

  @Override
  public void advanceWatermark(long watermarkMillis) {
    advanceClock();
    groups.advanceWatermark(watermarkMillis);
  }

  @Override
  public long outputWatermark(long inputWatermarkMillis) {
    return groups.outputWatermark();
  }

  @Override
  public void advanceProcessingTime(long nowMillis) {
    groups.advanceProcessingTime(nowMillis, nowMillis);
  }

  @Override
  public long nextProcessingTime() {
    return groups.nextProcessingTime();
  }

  @Override
  public int emit(int limit) {
    return 0;
  }

  @Override
  public boolean isExhausted() {
    return true;
  }
}
