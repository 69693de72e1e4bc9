package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.panes.Groups;
import io.millrace.runners.core.panes.ListContents;
import io.millrace.runners.core.panes.Pane;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private final Coder<@Nullable Object> elementCoder;
  private final Coder<BoundedWindow> windowCoder;
  private final Groups<String, @Nullable Object> groups;

  @SuppressWarnings("unchecked") // the coders are those of the collection
  LastPaneRoot(
      String name,
      String collectionId,
      Coder<?> elementCoder,
      WindowingStrategy<?, ?> strategy,
      StageEnv env,
      Failures failures) {
    this.name = name;
    this.collectionId = collectionId;
    this.env = env;
    this.target = env.sideInputs();
    this.failures = failures;
    this.elementCoder = (Coder<@Nullable Object>) elementCoder;
    this.windowCoder = (Coder<BoundedWindow>) strategy.getWindowFn().windowCoder();
    this.groups =
        Groups.of(
            strategy,
            StringUtf8Coder.of(),
            new ListContents<>(this.elementCoder),
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
    return groups.canSave();
  }

  /** Who reads it must find it again. */
  @Override
  public boolean outlivesTask() {
    return true;
  }

  /** Besides the groups what was published, of the windows that are still wanted. */
  @Override
  public void save(StateSink sink) throws IOException {
    groups.save(sink);
    for (Map.Entry<BoundedWindow, SideInputContent> entry :
        target.contents(collectionId).entrySet()) {
      EncodeBuffer out = sink.shared(Section.PUBLISHED);
      windowCoder.encode(entry.getKey(), out);
      List<@Nullable Object> elements = entry.getValue().elements();
      out.writeVarLong(elements.size());
      for (Object element : elements) {
        elementCoder.encode(Typed.value(element), out);
      }
      sink.end();
    }
  }

  @Override
  public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    if (section == Section.ROOT) {
      groups.load(keyHash, in);
      return;
    }
    BoundedWindow window = windowCoder.decode(in);
    List<@Nullable Object> elements = new ArrayList<>();
    for (long left = in.readVarLong(); left > 0; left--) {
      elements.add(elementCoder.decode(in));
    }
    target.publish(collectionId, window, elements);
  }

  @Override
  public void loaded(long watermarkMillis) {
    groups.advanceWatermark(watermarkMillis);
    target.advanceWatermark(collectionId, watermarkMillis);
  }
}
