package io.millrace.runners.direct.job;

import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The side inputs of a job, kept once for all threads. Thread-safe. */
final class SideInputStore {

  /** What is kept of one collection. */
  private static final class Kept {

    private final Map<BoundedWindow, SideInputContent> windows = new ConcurrentHashMap<>();
    private volatile long watermark = Watermarks.START;

    /** What each reader has released; guarded by this. */
    private final List<long[]> readers = new ArrayList<>();

    /** What all of them have. */
    private volatile long released = Long.MIN_VALUE;

    synchronized long[] addReader() {
      long[] reader = {Long.MIN_VALUE};
      readers.add(reader);
      return reader;
    }

    void publish(BoundedWindow window, SideInputContent content) {
      windows.put(window, content);
      if (window.maxTimestampMillis() < released) {
        windows.remove(window);
      }
    }

    synchronized void release(long[] reader, long untilMillis) {
      reader[0] = Math.max(reader[0], untilMillis);
      long min = Long.MAX_VALUE;
      for (long[] each : readers) {
        min = Math.min(min, each[0]);
      }
      if (min > released) {
        released = min;
        windows.keySet().removeIf(window -> window.maxTimestampMillis() < released);
      }
    }
  }

  private final Map<String, Kept> collections = new ConcurrentHashMap<>();
  private final Runnable wakeUp;

  /**
   * An empty store.
   *
   * @param wakeUp called when there is something new for readers
   */
  SideInputStore(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  private Kept kept(String collectionId) {
    return collections.computeIfAbsent(collectionId, id -> new Kept());
  }

  /** How many windows of a collection are kept. */
  int size(String collectionId) {
    return kept(collectionId).windows.size();
  }

  /**
   * The store as one task sees it. All readers must be there before the first of them begins.
   *
   * @param reads the collections that the task reads
   */
  SideInputs forTask(Set<String> reads) {
    Map<String, long[]> readers = new HashMap<>();
    reads.forEach(collection -> readers.put(collection, kept(collection).addReader()));
    return new SideInputs() {
      @Override
      public void publish(
          String collectionId, BoundedWindow window, List<@Nullable Object> elements) {
        kept(collectionId).publish(window, new SideInputContent(elements));
        wakeUp.run();
      }

      @Override
      public void advanceWatermark(String collectionId, long watermarkMillis) {
        kept(collectionId).watermark = watermarkMillis;
        wakeUp.run();
      }

      @Override
      public long watermark(String collectionId) {
        return kept(collectionId).watermark;
      }

      @Override
      public @Nullable SideInputContent latest(String collectionId, BoundedWindow window) {
        return kept(collectionId).windows.get(window);
      }

      @Override
      public Map<BoundedWindow, SideInputContent> contents(String collectionId) {
        return Collections.unmodifiableMap(kept(collectionId).windows);
      }

      @Override
      public void release(String collectionId, long untilMillis) {
        long[] reader = readers.get(collectionId);
        if (reader == null) {
          throw new IllegalArgumentException("This task does not read " + collectionId);
        }
        kept(collectionId).release(reader, untilMillis);
      }
    };
  }
}
