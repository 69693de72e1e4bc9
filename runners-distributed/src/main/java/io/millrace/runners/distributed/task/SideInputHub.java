package io.millrace.runners.distributed.task;

import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.plan.SideInputUse;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The side inputs as one slot sees them. The slot that keeps a collection sends each content to all
 * slots that read it; within a process the content itself is shared. Not thread-safe.
 */
final class SideInputHub {

  /** What is known of one collection. */
  private static final class Kept {
    final int keeper;
    final List<Integer> readers;
    final Map<BoundedWindow, SideInputContent> windows = new LinkedHashMap<>();
    final List<long[]> tasks = new ArrayList<>();

    /** Where it is kept: what each reading slot has released. */
    final Map<Integer, Long> released = new TreeMap<>();

    long watermark = Watermarks.START;
    long ownReleased = Long.MIN_VALUE;
    long allReleased = Long.MIN_VALUE;

    Kept(int keeper, List<Integer> readers) {
      this.keeper = keeper;
      this.readers = readers;
      readers.forEach(slot -> released.put(slot, Long.MIN_VALUE));
    }
  }

  private final int slot;
  private final SlotWire wire;
  private final Map<String, Kept> collections = new HashMap<>();

  SideInputHub(int slot, Plan plan, Layout layout, SlotWire wire) {
    this.slot = slot;
    this.wire = wire;
    for (PlanStage stage : plan.stages()) {
      if (stage.root() instanceof Root.SideInputRoot root) {
        List<Integer> readers = new ArrayList<>();
        for (int i = 0; i < layout.slots(); i++) {
          if (reads(i, root.collectionId(), plan, layout)) {
            readers.add(i);
          }
        }
        collections.put(root.collectionId(), new Kept(layout.slotOf(stage, 0), readers));
      }
    }
  }

  private static boolean reads(int slot, String collection, Plan plan, Layout layout) {
    for (PlanStage stage : plan.stages()) {
      for (SideInputUse use : stage.sideInputs()) {
        if (use.collectionId().equals(collection) && !layout.tasksIn(slot, stage).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  private Kept kept(String collection) {
    Kept kept = collections.get(collection);
    if (kept == null) {
      throw new IllegalArgumentException("No view in this plan is made of " + collection);
    }
    return kept;
  }

  /** Takes in what another slot said. */
  void receive(int fromSlot, Message message) {
    if (message instanceof Message.Published published) {
      Kept kept = kept(published.collection());
      if (published.window().maxTimestampMillis() >= kept.ownReleased) {
        kept.windows.put(published.window(), published.content());
      }
    } else if (message instanceof Message.SideInputTime time) {
      Kept kept = kept(time.collection());
      kept.watermark = Math.max(kept.watermark, time.watermarkMillis());
    } else if (message instanceof Message.Released released) {
      releasedBy(fromSlot, kept(released.collection()), released.untilMillis());
    }
  }

  private void releasedBy(int reader, Kept kept, long untilMillis) {
    kept.released.merge(reader, untilMillis, Math::max);
    kept.allReleased = Collections.min(kept.released.values());
    kept.windows.keySet().removeIf(window -> window.maxTimestampMillis() < kept.allReleased);
  }

  /** As one task sees them. All readers must be there before the first of them begins. */
  SideInputs forTask(PlanStage stage) {
    Map<String, long[]> reader = new HashMap<>();
    for (SideInputUse use : stage.sideInputs()) {
      reader.computeIfAbsent(
          use.collectionId(),
          collection -> {
            long[] released = {Long.MIN_VALUE};
            kept(collection).tasks.add(released);
            return released;
          });
    }
    return new SideInputs() {
      @Override
      public void publish(
          String collectionId, BoundedWindow window, List<@Nullable Object> elements) {
        SideInputContent content = new SideInputContent(elements);
        Kept kept = kept(collectionId);
        if (window.maxTimestampMillis() < kept.allReleased) {
          return;
        }
        kept.windows.put(window, content);
        sendToReaders(kept, new Message.Published(collectionId, window, content));
      }

      @Override
      public void advanceWatermark(String collectionId, long watermarkMillis) {
        Kept kept = kept(collectionId);
        kept.watermark = Math.max(kept.watermark, watermarkMillis);
        sendToReaders(kept, new Message.SideInputTime(collectionId, watermarkMillis));
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
        long[] released = reader.get(collectionId);
        if (released == null) {
          throw new IllegalArgumentException("This task does not read " + collectionId);
        }
        released[0] = Math.max(released[0], untilMillis);
        releaseOwn(collectionId, kept(collectionId));
      }
    };
  }

  private void sendToReaders(Kept kept, Message message) {
    for (int reader : kept.readers) {
      if (reader != slot) {
        wire.send(reader, message);
      }
    }
  }

  private void releaseOwn(String collection, Kept kept) {
    long min = kept.tasks.stream().mapToLong(task -> task[0]).min().orElse(Long.MAX_VALUE);
    if (min <= kept.ownReleased) {
      return;
    }
    kept.ownReleased = min;
    if (kept.keeper == slot) {
      releasedBy(slot, kept, min);
    } else {
      kept.windows.keySet().removeIf(window -> window.maxTimestampMillis() < min);
      wire.send(kept.keeper, new Message.Released(collection, min));
    }
  }
}
