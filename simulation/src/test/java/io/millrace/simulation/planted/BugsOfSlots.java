package io.millrace.simulation.planted;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ExchangeFrame;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.exchange.AlignedInput;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import io.millrace.runners.distributed.task.KeyedEntries;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotHost;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.simulation.job.ModelSlot;
import io.millrace.simulation.job.ModelState;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Mistakes of what runs in slots: what the host of real tasks could get wrong. */
final class BugsOfSlots {

  private BugsOfSlots() {}

  static final List<PlantedBug> ALL =
      List.of(
          PlantedBug.inSlots("sums are forgotten on restore", ForgetsSums::new),
          PlantedBug.inSlots(
              "what waits for its sink is forgotten on restore", ForgetsBatches::new),
          PlantedBug.inSlots(
              "the source's position is that of the snapshot, not of the barrier",
              LatePosition::new),
          PlantedBug.inSlots(
              "output becomes visible when it is kept", BugsOfSlots::visibleWhenKept),
          PlantedBug.inSlots("output has another name in each attempt", NameByAttempt::new),
          PlantedBug.inSlots(
              "output of a checkpoint that was given up is dropped", DropsGivenUp::new),
          PlantedBug.inSlots(
              "output that is complete and not visible is dropped", DropsUnapplied::new),
          PlantedBug.inSlots("a barrier overtakes a batch", BugsOfSlots::overtakingBarrier),
          PlantedBug.inSlots(
              "batches that a barrier has overtaken are forgotten", ForgetsInFlight::new),
          PlantedBug.inSlots(
              "batches that a barrier has overtaken are kept twice", KeepsInFlightTwice::new),
          PlantedBug.inSlots("files are not checked when they are read", NoChecks::new),
          PlantedBug.inSlots(
              "a slot says that output is visible before it is", AppliedTooEarly::new),
          PlantedBug.inSlots("a split is dealt to two slots", DealsSplitsTwice::new),
          PlantedBug.inSlots("a split is dealt to no slot", LosesSplits::new),
          PlantedBug.inSlots(
              "keys are dealt out by the number of slots before", DealsByOldNumber::new),
          PlantedBug.inSlots(
              "what another job has left to be made visible is forgotten", ForgetsInherited::new),
          PlantedBug.inSlots(
              "a slot commits when it has kept a savepoint", BugsOfSlots::visibleAtSavepoint),
          PlantedBug.inSlots("credit is given twice", BugsOfSlots::doubleCredit),
          PlantedBug.inSlots(
              "a batch of every hundred is lost on its way", BugsOfSlots::losesBatches));

  private static final class ForgetsSums extends ModelSlot {
    ForgetsSums(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected ModelState restore(List<ByteString> contents) {
      ModelState kept = super.restore(contents);
      kept.sums().clear();
      return kept;
    }
  }

  private static final class ForgetsBatches extends ModelSlot {
    ForgetsBatches(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected ModelState restore(List<ByteString> contents) {
      ModelState state = super.restore(contents);
      state.batches().clear();
      return state;
    }
  }

  private static final class LatePosition extends ModelSlot {
    LatePosition(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected NavigableMap<Integer, Integer> positionsToKeep(
        NavigableMap<Long, NavigableMap<Integer, Integer>> atBarriers,
        NavigableMap<Integer, Integer> now) {
      return now;
    }
  }

  private static final class ForgetsInFlight extends ModelSlot {
    ForgetsInFlight(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected List<AlignedInput.Batch> toKeep(List<AlignedInput.Batch> inFlight) {
      return List.of();
    }
  }

  private static final class KeepsInFlightTwice extends ModelSlot {
    KeepsInFlightTwice(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected List<AlignedInput.Batch> toKeep(List<AlignedInput.Batch> inFlight) {
      List<AlignedInput.Batch> twice = new ArrayList<>(inFlight);
      twice.addAll(inFlight);
      return twice;
    }
  }

  private static final class NameByAttempt extends ModelSlot {
    private long attempt;

    NameByAttempt(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    public void start(SlotStart told) {
      attempt = told.attempt();
      super.start(told);
    }

    @Override
    protected String batchName(long checkpoint) {
      return super.batchName(checkpoint) + "-" + attempt;
    }
  }

  private static final class DropsGivenUp extends ModelSlot {
    DropsGivenUp(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected void close(long checkpoint, long newestComplete) {
      state.batches().tailMap(newestComplete, false).clear();
      super.close(checkpoint, newestComplete);
    }
  }

  private static final class DropsUnapplied extends ModelSlot {
    DropsUnapplied(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected void close(long checkpoint, long newestComplete) {
      state.batches().headMap(newestComplete, true).clear();
      super.close(checkpoint, newestComplete);
    }
  }

  private static final class NoChecks extends ModelSlot {
    private String directory = "";

    NoChecks(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    public void start(SlotStart told) {
      directory = told.directory();
      super.start(told);
    }

    @Override
    protected void read(List<StateFile> kept, Consumer<List<ByteString>> then) {
      List<ByteString> contents = new ArrayList<>();
      for (StateFile file : kept) {
        host.scope()
            .store(
                StoreOp.Get.all(directory + "/" + file.path()),
                reply -> {
                  if (reply instanceof StoreReply.Ok ok) {
                    contents.add(ok.bytes().substring(16, ok.bytes().size() - 8));
                    if (contents.size() == kept.size()) {
                      then.accept(contents);
                    }
                  } else {
                    host.failed(FailureKind.FAILURE_KIND_INFRASTRUCTURE, "cannot read");
                  }
                });
      }
    }
  }

  private static final class AppliedTooEarly extends ModelSlot {
    AppliedTooEarly(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    public void complete(long checkpoint) {
      host.applied(checkpoint);
      super.complete(checkpoint);
    }
  }

  /** Splits are kept by the stage of this id, in the first version of the program. */
  private static final int READ = 0;

  /** Each slot that looks at the splits of another one takes them all. */
  private static final class DealsSplitsTwice extends ModelSlot {
    DealsSplitsTwice(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected boolean wants(KeyedEntries.Entry entry, boolean mine, int keptSlots) {
      return mine || entry.stage() == READ;
    }
  }

  /** The second of two that are dealt out is lost. */
  private static final class LosesSplits extends ModelSlot {
    private int splits;

    LosesSplits(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected boolean wants(KeyedEntries.Entry entry, boolean mine, int keptSlots) {
      return mine && (entry.stage() != READ || ++splits % 2 == 1);
    }
  }

  private static final class DealsByOldNumber extends ModelSlot {
    private int number;

    DealsByOldNumber(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    public void start(SlotStart told) {
      number = told.slot();
      super.start(told);
    }

    @Override
    protected boolean wants(KeyedEntries.Entry entry, boolean mine, int keptSlots) {
      return mine && (!entry.keyed() || KeyedEntries.slotOf(entry.keyHash(), keptSlots) == number);
    }
  }

  private static final class ForgetsInherited extends ModelSlot {
    ForgetsInherited(SlotHost host, BooleanSupplier userFails) {
      super(host, userFails);
    }

    @Override
    protected boolean wants(KeyedEntries.Entry entry, boolean mine, int keptSlots) {
      return mine && (entry.keyed() || entry.stage() == READ);
    }
  }

  private static Slot visibleAtSavepoint(SlotHost host, BooleanSupplier userFails) {
    return new ModelSlot(host, userFails) {
      @Override
      public void trigger(Cut cut) {
        super.trigger(cut);
        if (cut.isSavepoint()) {
          host.scope().after(1_000_000_000, () -> complete(cut.checkpoint()));
        }
      }
    };
  }

  private static Slot visibleWhenKept(SlotHost host, BooleanSupplier userFails) {
    ModelSlot[] slot = new ModelSlot[1];
    slot[0] =
        new ModelSlot(
            new Host(host) {
              @Override
              public void kept(long checkpoint, List<StateFile> files, boolean byKey) {
                super.kept(checkpoint, files, byKey);
                slot[0].complete(checkpoint);
              }
            },
            userFails);
    return slot[0];
  }

  private static ExchangeFrame parse(ByteString frame) {
    try {
      return ExchangeFrame.parseFrom(frame);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Slot overtakingBarrier(SlotHost host, BooleanSupplier userFails) {
    return new ModelSlot(
        new Host(host) {
          private final TreeMap<Integer, ExchangeFrame> held = new TreeMap<>();

          @Override
          public void send(int toSlot, ByteString bytes) {
            ExchangeFrame frame = parse(bytes);
            if (frame.hasCredit()) {
              super.send(toSlot, bytes);
              return;
            }
            ExchangeFrame before = held.remove(toSlot);
            if (frame.hasBatch()) {
              held.put(toSlot, frame);
            } else if (before != null && frame.hasBarrier()) {
              super.send(
                  toSlot,
                  frame.toBuilder().setSequence(before.getSequence()).build().toByteString());
              super.send(
                  toSlot,
                  before.toBuilder().setSequence(frame.getSequence()).build().toByteString());
              return;
            }
            if (before != null) {
              super.send(toSlot, before.toByteString());
            }
            if (!frame.hasBatch()) {
              super.send(toSlot, bytes);
            }
          }
        },
        userFails);
  }

  private static Slot doubleCredit(SlotHost host, BooleanSupplier userFails) {
    return new ModelSlot(
        new Host(host) {
          @Override
          public void send(int toSlot, ByteString bytes) {
            ExchangeFrame frame = parse(bytes);
            super.send(
                toSlot,
                frame.hasCredit()
                    ? frame.toBuilder().setCredit(2 * frame.getCredit()).build().toByteString()
                    : bytes);
          }
        },
        userFails);
  }

  /** The numbers in sequence go on as if nothing was lost. */
  private static Slot losesBatches(SlotHost host, BooleanSupplier userFails) {
    return new ModelSlot(
        new Host(host) {
          private final TreeMap<Integer, Integer> lost = new TreeMap<>();
          private int batches;

          @Override
          public void send(int toSlot, ByteString bytes) {
            ExchangeFrame frame = parse(bytes);
            if (frame.hasCredit()) {
              super.send(toSlot, bytes);
            } else if (frame.hasBatch() && ++batches % 100 == 0) {
              lost.merge(toSlot, 1, Integer::sum);
            } else {
              super.send(
                  toSlot,
                  frame.toBuilder()
                      .setSequence(frame.getSequence() - lost.getOrDefault(toSlot, 0))
                      .build()
                      .toByteString());
            }
          }
        },
        userFails);
  }

  private static class Host implements SlotHost {
    private final SlotHost real;

    Host(SlotHost real) {
      this.real = real;
    }

    @Override
    public Scope scope() {
      return real.scope();
    }

    @Override
    public void send(int toSlot, ByteString frame) {
      real.send(toSlot, frame);
    }

    @Override
    public boolean isLocal(int toSlot) {
      return real.isLocal(toSlot);
    }

    @Override
    public void handOver(int toSlot, Object message) {
      real.handOver(toSlot, message);
    }

    @Override
    public boolean relieve() {
      return real.relieve();
    }

    @Override
    public void restoring() {
      real.restoring();
    }

    @Override
    public void started() {
      real.started();
    }

    @Override
    public void kept(long checkpoint, List<StateFile> files, boolean byKey) {
      real.kept(checkpoint, files, byKey);
    }

    @Override
    public void notKept(long checkpoint, String cause) {
      real.notKept(checkpoint, cause);
    }

    @Override
    public void applied(long checkpoint) {
      real.applied(checkpoint);
    }

    @Override
    public void drained() {
      real.drained();
    }

    @Override
    public void failed(FailureKind kind, String cause) {
      real.failed(kind, cause);
    }
  }
}
