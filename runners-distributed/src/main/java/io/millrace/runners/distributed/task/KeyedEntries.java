package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.Components;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.plan.Width;
import io.millrace.runners.core.snapshot.KeyGroups;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What slots keep by key that are not {@link EngineSlot}s and stand for them: written as their
 * entries are, and dealt out among other slots by the same rules. Each stage has a task in each
 * slot.
 */
public final class KeyedEntries {

  private KeyedEntries() {}

  /** The slot that a key belongs to, by the hash of the key. */
  public static int slotOf(int keyHash, int slots) {
    return KeyGroups.taskOf(KeyGroups.of(keyHash), slots);
  }

  /** The entries of one file. Not thread-safe. */
  public static final class Writer {
    private final int slot;
    private final SlotState state =
        new SlotState(
            true,
            purpose -> {
              throw new IOException("entries that do not fit into one file");
            },
            SlotState.FILE_BYTES);

    /** No entries of a slot yet. */
    public Writer(int slot) {
      this.slot = slot;
    }

    /** Adds an entry of a key. */
    public void addOfKey(int stage, int keyHash, ByteString content) {
      StateSink sink = state.sink(new Part(stage, slot));
      add(sink, sink.key(Section.ROOT, keyHash), content);
    }

    /** Adds an entry that any slot may take over. */
    public void addOfAny(int stage, ByteString content) {
      StateSink sink = state.sink(new Part(stage, slot));
      add(sink, sink.shared(Section.ROOT), content);
    }

    private static void add(StateSink sink, EncodeBuffer out, ByteString content) {
      try {
        out.write(content.toByteArray());
        sink.end();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What was added. */
    public ByteString bytes() {
      try {
        return state.file(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * What an entry is of.
   *
   * @param stage the id of the stage that kept it, in the plan of those who kept it
   * @param keyed whether it is of a key
   * @param keyHash the hash of that
   */
  public record Entry(int stage, boolean keyed, int keyHash) {}

  /** Takes entries. */
  public interface Taker {

    /**
     * Whether an entry is taken.
     *
     * @param mine whether it was dealt to this slot
     */
    default boolean wants(Entry entry, boolean mine) {
      return mine;
    }

    /** Takes an entry of a stage, which has this id now. */
    void take(int stage, ByteString content);
  }

  /** Gives all entries of a file, as they were written. */
  public static void forEach(ByteString file, Taker taker) {
    give(file, (part, section, keyed, keyHash) -> Optional.of(part), taker, Map.of());
  }

  /** Says whose an entry is. */
  private interface Owner {
    Optional<Part> of(Part part, Section section, boolean keyed, int keyHash);
  }

  private static void give(
      ByteString file, Owner owner, Taker taker, Map<Integer, Integer> stages) {
    try {
      SlotState.forEach(
          file,
          new SlotState.Visitor() {
            @Override
            public Optional<Part> owner(Part part, Section section, boolean keyed, int keyHash) {
              boolean mine = owner.of(part, section, keyed, keyHash).isPresent();
              int now = stages.getOrDefault(part.stage(), part.stage());
              return Optional.of(new Part(now, part.task()))
                  .filter(p -> taker.wants(new Entry(part.stage(), keyed, keyHash), mine));
            }

            @Override
            public void visit(Part part, Section section, int keyHash, DecodeBuffer content)
                throws IOException {
              byte[] bytes = new byte[content.remaining()];
              if (bytes.length > 0 && content.read(bytes, 0, bytes.length) != bytes.length) {
                throw new IOException("an entry ends in the middle");
              }
              taker.take(part.stage(), ByteString.copyFrom(bytes));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What of the entries of others comes to one slot. Not thread-safe. */
  public static final class Dealer {
    private final Dealing dealing;
    private final Map<Integer, Integer> stages;

    /**
     * Nothing was dealt out yet.
     *
     * @param slot the one that takes entries
     * @param slots how many there are now
     * @param keptSlots how many slots kept them
     * @param stages by the id of each stage that kept them the one that goes on
     */
    public Dealer(int slot, int slots, int keptSlots, Map<Integer, Integer> stages) {
      this.stages = Map.copyOf(stages);
      Plan plan = plan(stages.size());
      this.dealing = new Dealing(plan, new Layout(plan, slots), slot, keptSlots, this.stages);
    }

    private static Plan plan(int count) {
      List<PlanStage> stages = new ArrayList<>();
      for (int id = 0; id < count; id++) {
        stages.add(
            new PlanStage(
                id,
                "stage " + id,
                Width.MANY,
                new Root.ExchangeRoot("out"),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
      }
      return new Plan(Components.getDefaultInstance(), stages, List.of());
    }

    /** The slots that have kept something for this one. */
    public SortedSet<Integer> slotsToRead() {
      return dealing.slotsToRead();
    }

    /** Deals out a file of a slot that is to be read; all of it, in order. */
    public void deal(int keptBy, ByteString file, Taker taker) {
      give(
          file,
          (part, section, keyed, keyHash) -> dealing.owner(keptBy, part, section, keyed, keyHash),
          taker,
          stages);
    }
  }
}
