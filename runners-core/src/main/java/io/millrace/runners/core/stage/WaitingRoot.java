package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.panes.TracedGroups;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.PaneInfoCoder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets elements wait, in front of another root, until the windows of side inputs without end that
 * they see are there (rule S3).
 *
 * <p>It waits by window: elements in others go on. What waits holds the watermark that the other
 * root sees, so that it is on time when it goes on, in the order in which it came. Timers and the
 * expiry of a window come after its elements and find the side inputs ready (rule S5). What comes
 * so late that the windows of a side input that it would see may be gone is dropped.
 */
final class WaitingRoot implements RootOperator {

  /** With so many elements waiting no more input is taken. */
  static final int CAPACITY = 1 << 16;

  /** How many windows are remembered to be ready. */
  private static final int REMEMBERED = 1 << 10;

  /**
   * An element that waits.
   *
   * @param keyHash 0 if elements have none
   */
  private record Waiting(
      @Nullable Object value, long timestampMillis, PaneInfo pane, int keyHash) {}

  private final String name;
  private final RootOperator root;
  private final Coder<@Nullable Object> valueCoder;
  private final Coder<BoundedWindow> windowCoder;
  private final List<AwaitedSideInput> sideInputs;
  private final SideInputSnapshot snapshot;
  private final BatchPool batches;
  private final @Nullable DroppedElements dropped;
  private final Failures failures;
  private final ElementCursor described = new ElementCursor();

  private final Map<BoundedWindow, ArrayDeque<Waiting>> waiting = new LinkedHashMap<>();
  private final Holds holds = new Holds();
  private int count;

  /** Whether elements have hashes of their keys. */
  private boolean hashed;

  /** Windows that are ready and not past at this watermark. */
  private final Set<BoundedWindow> ready = new HashSet<>();

  private @Nullable Collection<? extends BoundedWindow> lastReady;

  private long inputWatermark = Watermarks.START;

  /** What the other root sees. */
  private long watermark = Watermarks.START;

  /** Up to where windows of the side inputs were let go. */
  private long released = Watermarks.START;

  /**
   * A root in front of another.
   *
   * @param name the transform that reads the side inputs
   * @param valueCoder the coder of what arrives
   * @param windowCoder the coder of its windows
   * @param dropped counts what comes too late; null if the other root does that itself
   */
  @SuppressWarnings("unchecked") // the coders are those of what arrives
  WaitingRoot(
      String name,
      RootOperator root,
      Coder<?> valueCoder,
      Coder<?> windowCoder,
      List<AwaitedSideInput> sideInputs,
      SideInputSnapshot snapshot,
      BatchPool batches,
      @Nullable DroppedElements dropped,
      Failures failures) {
    this.name = name;
    this.root = root;
    this.valueCoder = (Coder<@Nullable Object>) valueCoder;
    this.windowCoder = (Coder<BoundedWindow>) windowCoder;
    this.sideInputs = List.copyOf(sideInputs);
    this.snapshot = snapshot;
    this.batches = batches;
    this.dropped = dropped;
    this.failures = failures;
  }

  @Override
  public boolean hasRoom() {
    return count < CAPACITY;
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    snapshot.renew();
    hashed = batch.isHashed();
    int given = from;
    for (int row = from; row < to; row++) {
      if (!areReady(batch.windows(row))) {
        give(batch, given, row);
        acceptForEachWindow(batch, row);
        given = row + 1;
      }
    }
    give(batch, given, to);
  }

  private void give(Batch batch, int from, int to) {
    if (from < to) {
      root.accept(batch, from, to);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same windows need not be looked at again
  private boolean areReady(Collection<? extends BoundedWindow> windows) {
    if (windows == lastReady) {
      return true;
    }
    for (BoundedWindow window : windows) {
      if (waiting.containsKey(window) || isPast(window) || !isReady(window)) {
        return false;
      }
    }
    lastReady = windows;
    return true;
  }

  private boolean isReady(BoundedWindow window) {
    if (ready.contains(window)) {
      return true;
    }
    try {
      for (AwaitedSideInput sideInput : sideInputs) {
        if (!sideInput.isReady(window)) {
          return false;
        }
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    if (ready.size() == REMEMBERED) {
      ready.clear();
    }
    ready.add(window);
    return true;
  }

  private boolean isPast(BoundedWindow window) {
    if (ready.contains(window)) {
      return false;
    }
    try {
      for (AwaitedSideInput sideInput : sideInputs) {
        if (sideInput.isPast(window, watermark)) {
          return true;
        }
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    return false;
  }

  /** Rule E2: an element in several windows is several elements, of which some may wait. */
  private void acceptForEachWindow(Batch batch, int row) {
    for (BoundedWindow window : batch.windows(row)) {
      boolean past = isPast(window);
      if (past && dropped != null) {
        dropped.late(batch.value(row), window);
      } else if (!past && (waiting.containsKey(window) || !isReady(window))) {
        add(window, waiting(batch, row));
      } else {
        giveInWindow(batch, row, window);
      }
    }
  }

  private Waiting waiting(Batch batch, int row) {
    return new Waiting(
        batch.value(row), batch.timestamp(row), batch.pane(row), hashed ? batch.hash(row) : 0);
  }

  /** Appends an element as it is described. */
  private void append(Batch batch, @Nullable Object value, int keyHash) {
    if (hashed) {
      batch.append(value, described, keyHash);
    } else {
      batch.append(value, described);
    }
  }

  private void giveInWindow(Batch batch, int row, BoundedWindow window) {
    Batch single = batches.take();
    batch.describe(row, described);
    described.windows(List.of(window));
    append(single, batch.value(row), hashed ? batch.hash(row) : 0);
    give(single, 0, 1);
    batches.give(single);
  }

  private void add(BoundedWindow window, Waiting element) {
    waiting.computeIfAbsent(window, w -> new ArrayDeque<>()).add(element);
    holds.add(hold(window, element));
    count++;
    lastReady = null;
  }

  /** Where an element holds the watermark: its window must not pass either. */
  private static long hold(BoundedWindow window, Waiting element) {
    return Math.min(element.timestampMillis(), window.maxTimestampMillis());
  }

  @Override
  public boolean hasInputWaiting() {
    return count > 0 || root.hasInputWaiting();
  }

  @Override
  public boolean outlivesInput() {
    return root.outlivesInput();
  }

  @Override
  public @Nullable TracedGroups<?, ?> traced() {
    return root.traced();
  }

  @Override
  public void drain() {
    root.drain();
  }

  private @Nullable BoundedWindow nextReady() {
    for (BoundedWindow window : waiting.keySet()) {
      if (isReady(window)) {
        return window;
      }
    }
    return null;
  }

  @Override
  public boolean canResume() {
    return nextReady() != null || root.canResume();
  }

  @Override
  public int resume(int limit) {
    snapshot.renew();
    BoundedWindow window = nextReady();
    ArrayDeque<Waiting> elements = window == null ? null : waiting.get(window);
    if (window == null || elements == null) {
      int resumed = root.resume(limit);
      release();
      return resumed;
    }
    Batch batch = batches.take();
    described.windows(List.of(window));
    while (batch.size() < Math.min(limit, Batch.CAPACITY) && !elements.isEmpty()) {
      Waiting next = elements.remove();
      described.timestamp = next.timestampMillis();
      described.pane(next.pane());
      append(batch, next.value(), next.keyHash());
    }
    if (elements.isEmpty()) {
      waiting.remove(window);
    }
    int size = batch.size();
    give(batch, 0, size);
    // Rule H7: the holds go after what they protected.
    for (int row = 0; row < size; row++) {
      holds.remove(Math.min(batch.timestamp(row), window.maxTimestampMillis()));
    }
    count -= size;
    batches.give(batch);
    advanceRoot();
    return size;
  }

  @Override
  public boolean firesInTime() {
    return root.firesInTime();
  }

  @Override
  public void advanceWatermark(long watermarkMillis) {
    inputWatermark = watermarkMillis;
    snapshot.renew();
    advanceRoot();
  }

  private void advanceRoot() {
    long held = Math.min(inputWatermark, holds.min());
    if (held <= watermark) {
      return;
    }
    watermark = held;
    ready.clear();
    lastReady = null;
    root.advanceWatermark(held);
    release();
  }

  /** What is read again later must still be there then (rule G4). */
  private void release() {
    long until = Math.min(watermark, root.earliestWindowKept());
    if (until > released) {
      released = until;
      sideInputs.forEach(sideInput -> sideInput.release(until));
    }
  }

  @Override
  public long outputWatermark(long inputWatermarkMillis) {
    boolean idle = inputWatermarkMillis == Watermarks.IDLE && count == 0;
    return root.outputWatermark(idle ? Watermarks.IDLE : watermark);
  }

  @Override
  public void advanceProcessingTime(long nowMillis) {
    snapshot.renew();
    root.advanceProcessingTime(nowMillis);
  }

  @Override
  public long nextProcessingTime() {
    return root.nextProcessingTime();
  }

  @Override
  public int emit(int limit) {
    return root.emit(limit);
  }

  @Override
  public boolean isExhausted() {
    return root.isExhausted();
  }

  /** What side inputs are released is for the task that goes on to say. */
  @Override
  public void suspend() {
    root.suspend();
  }

  @Override
  public void close(boolean failed) {
    root.close(failed);
    sideInputs.forEach(AwaitedSideInput::releaseAll);
  }

  @Override
  public boolean canSave() {
    return root.canSave();
  }

  @Override
  public boolean outlivesTask() {
    return root.outlivesTask();
  }

  @Override
  public void save(StateSink sink) throws IOException {
    root.save(sink);
    for (Map.Entry<BoundedWindow, ArrayDeque<Waiting>> entry : waiting.entrySet()) {
      for (Waiting element : entry.getValue()) {
        EncodeBuffer out =
            hashed ? sink.key(Section.WAITING, element.keyHash) : sink.shared(Section.WAITING);
        out.write(hashed ? 1 : 0);
        windowCoder.encode(entry.getKey(), out);
        out.writeLong(element.timestampMillis);
        PaneInfoCoder.of().encode(element.pane, out);
        valueCoder.encode(Typed.value(element.value), out);
        sink.end();
      }
    }
  }

  @Override
  public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    if (section != Section.WAITING) {
      root.load(section, keyHash, in);
      return;
    }
    hashed |= in.read() == 1;
    BoundedWindow window = windowCoder.decode(in);
    long timestamp = in.readLong();
    PaneInfo pane = PaneInfoCoder.of().decode(in);
    add(window, new Waiting(valueCoder.decode(in), timestamp, pane, keyHash));
  }

  @Override
  public void loaded(long watermarkMillis) {
    inputWatermark = watermarkMillis;
    snapshot.renew();
    watermark = Math.max(watermark, Math.min(inputWatermark, holds.min()));
    root.loaded(watermark);
  }
}
