package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.LongCoders;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.panes.Contents;
import io.millrace.runners.core.panes.Groups;
import io.millrace.runners.core.panes.PaneOutput;
import io.millrace.runners.core.panes.TracedGroups;
import io.millrace.runners.core.panes.WindowedGroups;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * GroupByKey and Combine of input without end, or with triggers or merging windows: gives panes as
 * time passes.
 */
final class WindowedRootOperator implements RootOperator {

  private final String name;
  private final Groups<@Nullable Object, @Nullable Object> groups;
  private final @Nullable TracedGroups<@Nullable Object, @Nullable Object> traced;
  private final ReadAhead ahead;
  private final StageEnv env;
  private final DroppedElements dropped;
  private final ElementCursor cursor;
  private final Failures failures;

  /** The element that is being added. */
  private @Nullable Batch batch;

  private int row;

  @SuppressWarnings("unchecked")
  WindowedRootOperator(
      String name,
      Coder<?> keyCoder,
      WindowingStrategy<?, ?> strategy,
      Contents<@Nullable Object, ?> contents,
      StageEnv env,
      DroppedElements dropped,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures,
      boolean traces) {
    this.name = name;
    this.env = env;
    this.dropped = dropped;
    this.cursor = cursor;
    this.failures = failures;
    Coder<@Nullable Object> keys = (Coder<@Nullable Object>) keyCoder;
    PaneOutput<@Nullable Object> output = output(next, keys, contents);
    this.traced = traces ? new TracedGroups<>(strategy, keys, contents, output, dropping()) : null;
    this.groups = traced != null ? traced : Groups.of(strategy, keys, contents, output, dropping());
    this.ahead = new ReadAhead((key, hash) -> groups.touch(hash));
    advanceClock();
  }

  @SuppressWarnings("unchecked") // a class literal has no type arguments
  private PaneOutput<@Nullable Object> output(
      ElementReceiver next, Coder<?> keyCoder, Contents<@Nullable Object, ?> contents) {
    return Template.instantiate(
        PaneOutput.class, PanePort.class, next, cursor, LongCoders.codes(keyCoder), contents);
  }

  private WindowedGroups.Dropped dropping() {
    return new WindowedGroups.Dropped() {
      @Override
      public void late(BoundedWindow window) {
        dropped.late(describeElement(), window);
      }

      @Override
      public void closed(BoundedWindow window) {
        dropped.closed(describeElement(), window);
      }
    };
  }

  /** Lets the cursor describe the element that is being added, and gives it. */
  private @Nullable Object describeElement() {
    Batch from = Objects.requireNonNull(batch);
    from.describe(row, cursor);
    return from.value(row);
  }

  private void advanceClock() {
    long now = env.processingTimeMillis();
    // In one process all steps see the same clock: upstream has always caught up.
    groups.advanceProcessingTime(now, now);
  }

  @Override
  public void accept(Batch elements, int from, int to) {
    try {
      advanceClock();
      batch = elements;
      for (row = from; row < to; row++) {
        ahead.before(elements, row, from, to);
        KV<?, ?> kv = (KV<?, ?>) elements.value(row);
        if (kv == null) {
          throw new StageException(name, "cannot group a null element; it must be a KV");
        }
        groups.add(
            kv.getKey(),
            elements.hash(row),
            kv.getValue(),
            elements.timestamp(row),
            elements.windows(row));
      }
      batch = null;
      groups.endBundle();
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  @Override
  public @Nullable TracedGroups<?, ?> traced() {
    return traced;
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
    return inputWatermarkMillis == Watermarks.IDLE
        ? groups.earliestHold()
        : groups.outputWatermark();
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

  @Override
  public boolean canSave() {
    return groups.canSave();
  }

  @Override
  public void save(StateSink sink) throws IOException {
    groups.save(sink);
  }

  @Override
  public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    groups.load(keyHash, in);
  }

  @Override
  public void loaded(long watermarkMillis) {
    groups.advanceWatermark(watermarkMillis);
  }
}
