package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.state.FiredTimer;
import io.millrace.runners.core.state.FunctionState;
import io.millrace.runners.core.state.KeyedScopes;
import io.millrace.runners.core.state.Scope;
import io.millrace.runners.core.state.ScopeCalls;
import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A function that keeps state by key: gives it the elements, its timers and its windows' ends. */
final class StatefulRootOperator implements RootOperator, ScopeCalls {

  private final String name;
  private final KeyedScopes scopes;
  private final @Nullable StateStore store;
  private final ReadAhead ahead;
  private final StageEnv env;
  private final DoFnPosition<?, ?> position;
  private final ElementReceiver function;
  private final ElementCursor cursor;
  private final Failures failures;
  private final DroppedElements dropped;

  /**
   * @param store where the state is kept; null for on the heap. Closed with this.
   */
  @SuppressWarnings("unchecked")
  StatefulRootOperator(
      String name,
      KvCoder<?, ?> elementCoder,
      WindowingStrategy<?, ?> strategy,
      FunctionState state,
      @Nullable StateStore store,
      StageEnv env,
      DoFnPosition<?, ?> position,
      DroppedElements dropped,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.scopes =
        KeyedScopes.of(
            strategy,
            (Coder<@Nullable Object>) elementCoder.getKeyCoder(),
            (Coder<@Nullable Object>) (Coder<?>) elementCoder,
            state,
            this);
    this.store = store;
    this.ahead = new ReadAhead(scopes::touch);
    this.env = env;
    this.position = position;
    this.function = position.receiver();
    this.cursor = cursor;
    this.failures = failures;
    this.dropped = dropped;
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    try {
      scopes.processingTime(env.processingTimeMillis());
      for (int row = from; row < to; row++) {
        ahead.before(batch, row, from, to);
        KV<?, ?> kv = (KV<?, ?>) batch.value(row);
        if (kv == null) {
          throw new StageException(name, "cannot keep state for a null element; it must be a KV");
        }
        for (BoundedWindow window : batch.windows(row)) {
          scopes.add(
              kv.getKey(), batch.hash(row), kv, batch.timestamp(row), batch.pane(row), window);
        }
      }
      scopes.endBundle();
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  @Override
  public void element(Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
    cursor.timestamp = timestampMillis;
    cursor.windows(scope.windows());
    cursor.pane(pane);
    function.accept(element);
  }

  @Override
  public void timer(Scope scope, FiredTimer timer) {
    cursor.timestamp =
        timer.hasOutputTimestamp() ? timer.outputMillis() : ElementCursor.MIN_TIMESTAMP;
    cursor.windows(scope.windows());
    cursor.pane(PaneInfo.NO_FIRING);
    position.onTimer(scope, timer);
  }

  @Override
  public void expiration(Scope scope) {
    cursor.timestamp = scope.window().maxTimestampMillis();
    cursor.windows(scope.windows());
    cursor.pane(PaneInfo.NO_FIRING);
    position.onWindowExpiration(scope);
  }

  @Override
  public void droppedLate(
      @Nullable Object element, long timestampMillis, PaneInfo pane, BoundedWindow window) {
    cursor.timestamp = timestampMillis;
    cursor.pane(pane);
    dropped.late(element, window);
  }

  /** For how many keys, each in its windows, something is kept. */
  int scopeCount() {
    return scopes.size();
  }

  @Override
  public boolean firesInTime() {
    return true;
  }

  @Override
  public void advanceWatermark(long watermarkMillis) {
    scopes.processingTime(env.processingTimeMillis());
    scopes.advanceWatermark(watermarkMillis);
  }

  @Override
  public long outputWatermark(long inputWatermarkMillis) {
    return inputWatermarkMillis == Watermarks.IDLE
        ? scopes.earliestHold()
        : scopes.outputWatermark();
  }

  @Override
  public void advanceProcessingTime(long nowMillis) {
    scopes.advanceProcessingTime(nowMillis);
  }

  @Override
  public long nextProcessingTime() {
    return scopes.nextProcessingTime();
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
  public void save(StateSink sink) throws IOException {
    scopes.save(sink);
  }

  @Override
  public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    if (section == Section.TABLES) {
      scopes.loadTables(in);
    } else {
      scopes.load(keyHash, in);
    }
  }

  @Override
  public void close(boolean failed) {
    if (store != null) {
      store.close();
    }
  }
}
