package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.panes.Groups;
import io.millrace.runners.core.panes.ListContents;
import io.millrace.runners.core.panes.Pane;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Groups a collection by window for its views: the content of a window is what its last pane holds
 * (rule S4).
 */
final class LastPaneRoot implements RootOperator {

  /** Everything has the same key. */
  private static final String KEY = "";

  private static final int KEY_HASH = StringUtf8Coder.of().stableHash(KEY);

  private final String name;
  private final String collectionId;
  private final StageEnv env;
  private final SideInputs target;
  private final Failures failures;
  private final Groups<String, @Nullable Object> groups;

  LastPaneRoot(
      String name,
      String collectionId,
      WindowingStrategy<?, ?> strategy,
      StageEnv env,
      Failures failures) {
    this.name = name;
    this.collectionId = collectionId;
    this.env = env;
    this.target = env.sideInputs();
    this.failures = failures;
    this.groups =
        Groups.of(
            strategy,
            StringUtf8Coder.of(),
            new ListContents<>(),
            this::publish,
            DroppedElements.counted(env.metrics(name)));
    advanceClock();
  }

  @SuppressWarnings("unchecked") // what ListContents emits
  private void publish(Pane<String> pane) {
    target.publish(
        collectionId, pane.window(), (List<@Nullable Object>) Objects.requireNonNull(pane.value()));
  }

  private void advanceClock() {
    long now = env.processingTimeMillis();
    groups.advanceProcessingTime(now, now);
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    try {
      advanceClock();
      for (int row = from; row < to; row++) {
        groups.add(
            KEY, KEY_HASH, Typed.value(batch.value(row)), batch.timestamp(row), batch.windows(row));
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
    target.advanceWatermark(collectionId, watermarkMillis);
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
    return false;
  }
}
