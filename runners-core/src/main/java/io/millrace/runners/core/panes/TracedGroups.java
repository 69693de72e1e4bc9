package io.millrace.runners.core.panes;

import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.trace.GroupingEvent;
import io.millrace.sdk.trace.GroupingEvent.Kind;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Groups that take notes of what happens to them, for people who wonder why a window has fired or
 * not. The groups themselves are those of {@link Groups#of}, and know nothing of it.
 */
public final class TracedGroups<K extends @Nullable Object, InputT extends @Nullable Object>
    implements Groups<K, InputT> {

  /** How many of the latest events are kept. */
  static final int EVENTS = 200;

  /** Of how many windows elements are counted, where the groups do not. */
  private static final int COUNTED = 1_000;

  private record Counted(String key, BoundedWindow window) {}

  /** Those that are counted last stay. */
  private static final class Counts extends LinkedHashMap<Counted, Long> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Counted, Long> eldest) {
      return size() > COUNTED;
    }
  }

  private final Groups<K, InputT> groups;
  private final Consumer<Pane<K>> output;
  private final ArrayDeque<GroupingEvent> events = new ArrayDeque<>();
  private final Counts counts = new Counts();
  private final Set<BoundedWindow> refused = new HashSet<>();
  private String adding = "";
  private long leftOut;
  private long watermark = Watermarks.START;
  private long processingTime;

  /** No groups; as {@link Groups#of}. */
  public TracedGroups(
      WindowingStrategy<?, ?> strategy,
      Coder<K> keyCoder,
      Contents<InputT, ?> contents,
      Consumer<Pane<K>> output,
      WindowedGroups.Dropped dropped) {
    this.output = output;
    this.groups =
        Groups.of(
            strategy,
            keyCoder,
            contents,
            this::give,
            new WindowedGroups.Dropped() {
              @Override
              public void late(BoundedWindow window) {
                drop(Kind.DROPPED_LATE, window);
                dropped.late(window);
              }

              @Override
              public void closed(BoundedWindow window) {
                drop(Kind.DROPPED_CLOSED, window);
                dropped.closed(window);
              }
            });
  }

  private void drop(Kind kind, BoundedWindow window) {
    refused.add(window);
    noteElement(kind, window);
  }

  private void give(Pane<K> pane) {
    note(
        new GroupingEvent(
            Kind.PANE,
            watermark,
            processingTime,
            KeyText.of(pane.key()),
            pane.window(),
            0,
            pane.info()));
    output.accept(pane);
  }

  private void note(GroupingEvent event) {
    if (events.size() == EVENTS) {
      events.removeFirst();
      leftOut++;
    }
    events.addLast(event);
  }

  /** Elements that come one after the other are one event. */
  private void noteElement(Kind kind, BoundedWindow window) {
    GroupingEvent one = new GroupingEvent(kind, watermark, processingTime, adding, window, 1, null);
    GroupingEvent last = events.peekLast();
    if (last != null && one.equals(withCount(last, 1))) {
      events.removeLast();
      events.addLast(withCount(one, last.count() + 1));
    } else {
      note(one);
    }
  }

  private static GroupingEvent withCount(GroupingEvent event, long count) {
    return new GroupingEvent(
        event.kind(),
        event.inputWatermarkMillis(),
        event.processingTimeMillis(),
        event.key(),
        event.window(),
        count,
        event.pane());
  }

  @Override
  public long touch(int keyHash) {
    return groups.touch(keyHash);
  }

  @Override
  public void add(
      K key,
      int keyHash,
      InputT value,
      long timestampMillis,
      Collection<? extends BoundedWindow> windows)
      throws Exception {
    adding = KeyText.of(key);
    refused.clear();
    groups.add(key, keyHash, value, timestampMillis, windows);
    for (BoundedWindow window : windows) {
      if (!refused.contains(window)) {
        noteElement(Kind.ELEMENTS, window);
        counts.merge(new Counted(adding, window), 1L, Long::sum);
      }
    }
  }

  @Override
  public void endBundle() {
    groups.endBundle();
  }

  @Override
  public void advanceWatermark(long watermarkMillis) {
    if (watermarkMillis > watermark) {
      watermark = watermarkMillis;
      GroupingEvent last = events.peekLast();
      if (last != null && last.kind() == Kind.WATERMARK) {
        // Nothing happened since: where it was then explains nothing.
        events.removeLast();
      }
      note(new GroupingEvent(Kind.WATERMARK, watermark, processingTime, null, null, 0, null));
    }
    groups.advanceWatermark(watermarkMillis);
  }

  @Override
  public void advanceProcessingTime(long nowMillis, long synchronizedMillis) {
    processingTime = nowMillis;
    groups.advanceProcessingTime(nowMillis, synchronizedMillis);
  }

  @Override
  public long nextProcessingTime() {
    return groups.nextProcessingTime();
  }

  @Override
  public long outputWatermark() {
    return groups.outputWatermark();
  }

  @Override
  public long earliestHold() {
    return groups.earliestHold();
  }

  @Override
  public void describe(WindowStates states) {
    groups.describe(states);
  }

  @Override
  public boolean isEmpty() {
    return groups.isEmpty();
  }

  /** What has happened of late, the latest last. */
  public List<GroupingEvent> events() {
    return List.copyOf(events);
  }

  /** How many older events are not kept. */
  public long eventsLeftOut() {
    return leftOut;
  }

  /** How the windows stand. */
  public WindowStates windows() {
    WindowStates states = new WindowStates();
    groups.describe(states);
    states.countElements(state -> counts.get(new Counted(state.key(), state.window())));
    return states;
  }

  @Override
  public String toString() {
    return groups.toString();
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
  public void load(int keyHash, DecodeBuffer in) throws IOException {
    groups.load(keyHash, in);
  }
}
