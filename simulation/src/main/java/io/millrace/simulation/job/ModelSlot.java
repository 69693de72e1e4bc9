package io.millrace.simulation.job;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ExchangeFrame;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.checkpoint.StateFiles;
import io.millrace.runners.distributed.exchange.AlignedInput;
import io.millrace.runners.distributed.exchange.ExchangeException;
import io.millrace.runners.distributed.exchange.OutputChannel;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.machine.WorkResult;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.store.StoreReply;
import io.millrace.runners.distributed.task.KeyedEntries;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.distributed.worker.Redistributed;
import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotHost;
import io.millrace.runners.distributed.worker.SlotStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A slot of the job: splits of a source, an exchange by key, sums, and a sink. Tests plant bugs in
 * subclasses.
 */
public class ModelSlot implements Slot {

  private static final long MILLI = 1_000_000;

  /** So many checkpoints share a file with all sums. */
  private static final int SHARED = 2;

  private static final String ENTRIES = "-entries";

  private static final Retries RETRIES = new Retries(8, 50 * MILLI, 2_000 * MILLI);

  /** The host, for subclasses. */
  protected final SlotHost host;

  private final BooleanSupplier userFails;
  private SlotStart start = new SlotStart("", "", 0, 0, 0, ByteString.EMPTY, 0, List.of(), false);
  private ModelSpec spec = new ModelSpec(0, 0, 0, 1, 1, 1, 1, 0, false, 0, "");

  /** What is kept, for subclasses. */
  protected ModelState state = new ModelState();

  private final List<OutputChannel> outputs = new ArrayList<>();
  private AlignedInput input = new AlignedInput(1, List.of());
  private final TreeMap<Long, Cut> cuts = new TreeMap<>();

  /** How far the splits were when barriers began. */
  private final TreeMap<Long, NavigableMap<Integer, Integer>> positions = new TreeMap<>();

  private Optional<StateFile> shared = Optional.empty();
  private Optional<StateFile> nextShared = Optional.empty();
  private long nextSharedOf;
  private int sharing;
  private long lastComplete;
  private boolean sourceEnded;
  private boolean running;
  private boolean drained;
  private boolean applying;

  /** The barrier that has waited last. */
  private long waitedFor;

  /** What was kept when a barrier has overtaken what is still to come as in flight. */
  private Optional<Kept> overtaken = Optional.empty();

  /**
   * What is kept at a moment.
   *
   * @param sums all sums, unless those that other checkpoints have are shared
   */
  private record Kept(
      long checkpoint, ByteString rest, Optional<ByteString> sums, Optional<StateFile> shared) {}

  /** A file that another slot has kept. */
  private record Dealt(int keptBy, StateFile file) {}

  /**
   * A slot that was not started.
   *
   * @param userFails asked before each batch whether user code fails
   */
  public ModelSlot(SlotHost host, BooleanSupplier userFails) {
    this.host = host;
    this.userFails = userFails;
  }

  private StoreCalls store() {
    return new StoreCalls(host.scope(), RETRIES);
  }

  private StateFiles files() {
    return new StateFiles(start.directory(), store());
  }

  // ---- From start to run

  @Override
  public void start(SlotStart told) {
    start = told;
    spec = ModelSpec.decode(told.payload());
    lastComplete = told.restoredCheckpoint();
    sourceEnded = told.stopSources();
    List<Consumer<ByteString>> against = new ArrayList<>();
    for (int i = 0; i < told.parallelism(); i++) {
      int other = i;
      outputs.add(new OutputChannel(i, frame -> host.send(other, frame)));
      against.add(frame -> host.send(other, frame));
    }
    input = new AlignedInput(spec.window(), against);
    Redistributed dealt = told.redistributed();
    if (told.restoredCheckpoint() == 0) {
      for (int split = told.slot(); split < spec.splits(); split += told.parallelism()) {
        state.positions().put(split, 0);
      }
      host.started();
    } else if (dealt != null) {
      restore(dealt);
    } else if (isEntries(told.restoredFiles())) {
      read(
          told.restoredFiles(),
          contents -> {
            contents.forEach(content -> KeyedEntries.forEach(content, this::take));
            applyInherited();
          });
    } else {
      read(
          told.restoredFiles(),
          contents -> {
            state = restore(contents);
            shared = Optional.of(told.restoredFiles().get(1));
            // made for a checkpoint before, it has been shared enough
            boolean fresh = told.restoredFiles().get(1).path().contains("/" + lastComplete + "/");
            sharing = fresh ? 1 : SHARED;
            apply(host::started);
          });
    }
  }

  private void take(int stage, ByteString content) {
    state.take(stage, spec.version(), content);
  }

  /** Whether files of a slot are entries, by their names. */
  public static boolean isEntries(List<StateFile> files) {
    return files.get(0).path().endsWith(ENTRIES);
  }

  /** Takes what is of this slot of what others kept, as {@code EngineSlot} does. */
  private void restore(Redistributed kept) {
    Map<Integer, Integer> stages = new TreeMap<>(kept.stages());
    for (int stage = 0; kept.samePlan() && stage < ModelPlan.count(); stage++) {
      stages.put(stage, stage);
    }
    KeyedEntries.Dealer dealing =
        new KeyedEntries.Dealer(start.slot(), start.parallelism(), kept.slots().size(), stages);
    ArrayDeque<Dealt> left = new ArrayDeque<>();
    for (int keptBy : dealing.slotsToRead()) {
      kept.slots().get(keptBy).forEach(file -> left.add(new Dealt(keptBy, file)));
    }
    readNext(left, dealing, kept);
  }

  private void readNext(ArrayDeque<Dealt> left, KeyedEntries.Dealer dealing, Redistributed kept) {
    Dealt next = left.poll();
    if (next == null) {
      applyInherited();
      return;
    }
    new StateFiles(StoreKeys.ofPlace(kept.directory()), store())
        .read(
            List.of(next.file()),
            contents -> {
              dealing.deal(next.keptBy(), contents.get(0), taker(kept));
              readNext(left, dealing, kept);
            },
            this::cannotRead);
  }

  private KeyedEntries.Taker taker(Redistributed kept) {
    return new KeyedEntries.Taker() {
      @Override
      public boolean wants(KeyedEntries.Entry entry, boolean mine) {
        return ModelSlot.this.wants(entry, mine, kept.slots().size());
      }

      @Override
      public void take(int stage, ByteString content) {
        ModelSlot.this.take(stage, content);
      }
    };
  }

  /**
   * Whether it takes an entry that another slot has kept; to be replaced by what deals wrongly.
   *
   * @param mine whether it was dealt to this slot
   * @param keptSlots how many slots kept it
   */
  protected boolean wants(KeyedEntries.Entry entry, boolean mine, int keptSlots) {
    return mine;
  }

  /** Reads files of state; to be replaced by what does not look at them well. */
  protected void read(List<StateFile> kept, Consumer<List<ByteString>> then) {
    files().read(kept, then, this::cannotRead);
  }

  private void cannotRead(StateFiles.Failure failure) {
    host.failed(
        failure.corrupt()
            ? FailureKind.FAILURE_KIND_CHECKPOINT
            : FailureKind.FAILURE_KIND_INFRASTRUCTURE,
        failure.cause());
  }

  /** Takes files of state back. */
  protected ModelState restore(List<ByteString> contents) {
    return ModelState.decode(contents.get(0), contents.get(1));
  }

  @Override
  public void run() {
    running = true;
    state.addInFlight(spec);
    input.open();
    if (sourceEnded) {
      endSource();
    } else {
      poll();
    }
  }

  // ---- The source

  private void poll() {
    if (sourceEnded) {
      return;
    }
    if (userFails.getAsBoolean()) {
      host.failed(FailureKind.FAILURE_KIND_USER, "user code fails");
      return;
    }
    for (int split : List.copyOf(state.positions().keySet())) {
      // a batch has one frame for a slot at most: with credit for all of them it goes out whole
      if (outputs.stream().allMatch(OutputChannel::hasCredit)) {
        give(split);
      }
    }
    if (state.positions().values().stream().allMatch(position -> position == spec.records())) {
      endSource();
    } else {
      host.scope().after(spec.paceMillis() * MILLI, this::poll);
    }
  }

  private void give(int split) {
    int from = state.positions().getOrDefault(split, 0);
    int until = Math.min(spec.records(), from + spec.batch());
    TreeMap<Integer, ByteString> bySlot = new TreeMap<>();
    for (int i = from; i < until; i++) {
      ByteString record =
          ByteString.copyFrom(ByteBuffer.allocate(8).putInt(split).putInt(i).flip());
      bySlot.merge(
          ModelSpec.slotOf(spec.key(split, i), start.parallelism()), record, ByteString::concat);
    }
    state.positions().put(split, until);
    bySlot.forEach((slot, batch) -> outputs.get(slot).offer(batch));
  }

  private void endSource() {
    sourceEnded = true;
    outputs.forEach(OutputChannel::end);
  }

  @Override
  public void stopSources() {
    if (!sourceEnded && running) {
      endSource();
    }
    sourceEnded = true;
  }

  // ---- The exchange

  @Override
  public void receive(int fromSlot, ByteString bytes) {
    try {
      ExchangeFrame frame = ExchangeFrame.parseFrom(bytes);
      if (frame.getBodyCase() == ExchangeFrame.BodyCase.CREDIT) {
        outputs.get(fromSlot).receive(frame);
        return;
      }
      input.receive(fromSlot, frame);
      takeAll();
      watchBarrier();
    } catch (InvalidProtocolBufferException | ExchangeException e) {
      host.scope().context().trace("exchange.violated", fromSlot);
      host.failed(FailureKind.FAILURE_KIND_INFRASTRUCTURE, e.toString());
    }
  }

  private void takeAll() throws ExchangeException {
    for (Optional<AlignedInput.Next> next = input.poll(); next.isPresent(); next = input.poll()) {
      take(next.get());
    }
  }

  private void watchBarrier() {
    long checkpoint = input.waitingBarrier();
    // Once its own source has been told: all that was complete before was told by then, too.
    if (spec.overtakeMillis() > 0
        && checkpoint > waitedFor
        && positions.containsKey(checkpoint)
        && !cut(checkpoint).byKey()) {
      waitedFor = checkpoint;
      host.scope().after(spec.overtakeMillis() * MILLI, () -> overtake(checkpoint));
    }
  }

  private void overtake(long checkpoint) {
    if (!running || input.waitingBarrier() != checkpoint) {
      return;
    }
    try {
      input.overtake(checkpoint);
      close(checkpoint, lastComplete);
      overtaken = Optional.of(kept(checkpoint));
      takeAll();
    } catch (IOException e) {
      host.scope().context().trace("exchange.violated", start.slot());
      host.failed(FailureKind.FAILURE_KIND_INFRASTRUCTURE, e.toString());
    }
  }

  /** The batches in flight that are kept: all. */
  protected List<AlignedInput.Batch> toKeep(List<AlignedInput.Batch> inFlight) {
    return inFlight;
  }

  private void take(AlignedInput.Next next) {
    if (next instanceof AlignedInput.Batch batch) {
      state.add(batch, spec);
    } else if (next instanceof AlignedInput.Barrier barrier) {
      close(barrier.checkpoint(), lastComplete);
      keep(cut(barrier.checkpoint()));
    } else if (next instanceof AlignedInput.InFlight inFlight) {
      Kept kept = overtaken.orElseThrow();
      overtaken = Optional.empty();
      keep(kept, toKeep(inFlight.batches()));
    } else if (!drained) {
      drained = true;
      host.drained();
    }
  }

  // ---- Checkpoints

  @Override
  public void takeOver(int fromSlot, Object message) {
    throw new IllegalStateException("This slot hands nothing over: " + message);
  }

  @Override
  public void trigger(Cut cut) {
    long checkpoint = cut.checkpoint();
    if (!running) {
      return;
    }
    cuts.put(checkpoint, cut);
    positions.put(checkpoint, new TreeMap<>(state.positions()));
    outputs.forEach(output -> output.barrier(checkpoint));
    watchBarrier();
  }

  private Cut cut(long checkpoint) {
    return cuts.getOrDefault(checkpoint, Cut.of(checkpoint));
  }

  private void keep(Cut cut) {
    if (!cut.byKey() && !spec.byKey()) {
      keep(kept(cut.checkpoint()), List.of());
      return;
    }
    NavigableMap<Integer, Integer> at = positionsOf(cut.checkpoint());
    List<ByteString> entries =
        state.encodeEntries(at, start.slot(), spec.version(), this::batchName);
    host.scope()
        .offload(
            () -> ByteString.EMPTY,
            done -> {
              if (done instanceof WorkResult.Done) {
                write(cut, entries);
              } else {
                host.failed(FailureKind.FAILURE_KIND_INFRASTRUCTURE, done.toString());
              }
            });
  }

  private void write(Cut cut, List<ByteString> entries) {
    List<StateFiles.Unwritten> unwritten = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      ByteString content = entries.get(i);
      unwritten.add(
          new StateFiles.Unwritten(path(cut, i + ENTRIES), (then, failed) -> then.accept(content)));
    }
    (cut.isSavepoint() ? new StateFiles(StoreKeys.ofPlace(cut.savepoint()), store()) : files())
        .writeAll(
            unwritten,
            written -> host.kept(cut.checkpoint(), written, true),
            cause -> {
              if (cut.isSavepoint()) {
                host.notKept(cut.checkpoint(), cause);
              }
            });
  }

  private String path(Cut cut, String name) {
    return cut.isSavepoint()
        ? StateFiles.savepointPath(start.attempt(), cut.checkpoint(), start.slot(), name)
        : StateFiles.path(start.attempt(), cut.checkpoint(), start.slot(), name);
  }

  private NavigableMap<Integer, Integer> positionsOf(long checkpoint) {
    NavigableMap<Integer, Integer> at =
        positionsToKeep(positions.headMap(checkpoint, true), state.positions());
    positions.headMap(checkpoint, true).clear();
    cuts.headMap(checkpoint, true).clear();
    return at;
  }

  private Kept kept(long checkpoint) {
    boolean share = shared.isPresent() && sharing < SHARED;
    Optional<ByteString> sums = Optional.empty();
    if (share) {
      sharing++;
    } else {
      sums = Optional.of(state.encodeSums());
    }
    return new Kept(checkpoint, state.encodeRest(), sums, shared);
  }

  private void keep(Kept kept, List<AlignedInput.Batch> inFlight) {
    long checkpoint = kept.checkpoint();
    ByteString rest = ModelState.encode(positionsOf(checkpoint), kept.rest(), inFlight);
    host.scope()
        .offload(
            () -> rest,
            done -> {
              if (!(done instanceof WorkResult.Done result)) {
                host.failed(FailureKind.FAILURE_KIND_INFRASTRUCTURE, done.toString());
                return;
              }
              write(checkpoint, result.result(), kept.sums(), kept.shared());
            });
  }

  /** What was written belongs to this checkpoint. */
  protected void close(long checkpoint, long newestComplete) {
    state.close(checkpoint, newestComplete);
  }

  /** The positions at the barrier of this checkpoint. */
  protected NavigableMap<Integer, Integer> positionsToKeep(
      NavigableMap<Long, NavigableMap<Integer, Integer>> atBarriers,
      NavigableMap<Integer, Integer> now) {
    return atBarriers.lastEntry().getValue();
  }

  private void write(
      long checkpoint,
      ByteString rest,
      Optional<ByteString> allSums,
      Optional<StateFile> sharedNow) {
    String restPath = StateFiles.path(start.attempt(), checkpoint, start.slot(), "rest");
    files()
        .write(
            restPath,
            rest,
            written -> {
              if (written.isEmpty()) {
                return; // the checkpoint is given up for want of this
              }
              if (allSums.isEmpty()) {
                host.kept(checkpoint, List.of(written.get(), sharedNow.orElseThrow()), false);
                return;
              }
              String sumsPath = StateFiles.path(start.attempt(), checkpoint, start.slot(), "sums");
              files()
                  .write(
                      sumsPath,
                      allSums.get(),
                      sums ->
                          sums.ifPresent(
                              file -> {
                                nextShared = sums;
                                nextSharedOf = checkpoint;
                                host.kept(checkpoint, List.of(written.get(), file), false);
                              }));
            });
  }

  @Override
  public void complete(long checkpoint) {
    lastComplete = checkpoint;
    // only what a complete checkpoint has may be shared
    if (nextShared.isPresent() && nextSharedOf == checkpoint) {
      shared = nextShared;
      sharing = 1;
    }
    apply(() -> {});
  }

  // ---- The sink

  /** The name of a batch: the same whoever makes it visible. */
  protected String batchName(long checkpoint) {
    return batchName(start.job(), start.slot(), checkpoint);
  }

  /** The name of what a slot has written for a checkpoint. */
  public static String batchName(String job, int slot, long checkpoint) {
    return String.format(Locale.ROOT, "%s/%d/%08d", job, slot, checkpoint);
  }

  /** Where a batch becomes visible. */
  public static String sinkKey(String table, String batchName) {
    return table + "/" + batchName;
  }

  /** Makes visible what others have written, and then says that it stands. */
  private void applyInherited() {
    Iterator<Map.Entry<String, List<Output>>> left = state.inherited().entrySet().iterator();
    if (!left.hasNext()) {
      apply(host::started);
      return;
    }
    Map.Entry<String, List<Output>> next = left.next();
    create(
        next.getKey(),
        next.getValue(),
        () -> {
          state.inherited().remove(next.getKey());
          applyInherited();
        });
  }

  /** Makes all batches of complete checkpoints visible, one after the other. */
  private void apply(Runnable then) {
    if (applying) {
      return;
    }
    Map.Entry<Long, List<Output>> first = state.batches().firstEntry();
    if (first == null || first.getKey() > lastComplete) {
      host.applied(lastComplete);
      then.run();
      return;
    }
    applying = true;
    long number = first.getKey();
    create(
        batchName(number),
        first.getValue(),
        () -> {
          applying = false;
          state.batches().remove(number);
          apply(then);
        });
  }

  private void create(String name, List<Output> batch, Runnable then) {
    String key = sinkKey(spec.table(), name);
    store()
        .create(
            key,
            Output.encode(batch),
            reply -> {
              if (reply instanceof StoreReply.Ok) {
                then.run();
              } else {
                host.failed(FailureKind.FAILURE_KIND_INFRASTRUCTURE, key + ": " + reply);
              }
            });
  }

  /** How many batches wait here. */
  public int waitingBatches() {
    return input.waiting();
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public long stateHash() {
    return new StateHash().add(start.attempt()).add(state.hash()).add(input.waiting()).value();
  }
}
