package io.millrace.runners.distributed.shell;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.machine.Calls;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotFactory;
import io.millrace.runners.distributed.worker.SlotHost;
import io.millrace.runners.distributed.worker.SlotStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each slot of a worker a thread of its own. What the worker tells a slot is posted to that
 * thread, what the slot answers to the worker's; what slots hand over to each other goes from
 * thread to thread.
 */
public final class SlotThreads implements SlotFactory {

  private static final Logger LOG = LoggerFactory.getLogger(SlotThreads.class);

  /** So long slots may take to end when all end. */
  private static final long GRACE_NANOS = 10_000_000_000L;

  /** Where a slot is. */
  private record Place(String job, long attempt, int slot) {}

  private final MachineThread.Surroundings surroundings;
  private final SlotFactory slots;
  private final Map<Place, OnThread> running = new ConcurrentHashMap<>();
  private final Set<MachineThread> threads = ConcurrentHashMap.newKeySet();
  private @Nullable MachineThread worker;

  /**
   * No slots.
   *
   * @param slots makes those that run on the threads
   */
  public SlotThreads(MachineThread.Surroundings surroundings, SlotFactory slots) {
    this.surroundings = surroundings;
    this.slots = slots;
  }

  /** Tells who houses the slots, before it is started. */
  public void belongTo(MachineThread newWorker) {
    worker = newWorker;
  }

  /**
   * Stops all slots, and waits for their threads, though not for ever: user code may hang.
   * Thread-safe; not to be called by a slot.
   */
  public void close() {
    running.values().forEach(OnThread::stop);
    long deadline = System.nanoTime() + GRACE_NANOS;
    try {
      for (MachineThread thread : threads) {
        if (!thread.join(Math.max(0, deadline - System.nanoTime()))) {
          LOG.warn("{} does not end; it is left behind", thread.node());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Slot create(SlotHost host) {
    return new OnThread(host);
  }

  /** A slot as the worker sees it, and the worker as the slot sees it. */
  private final class OnThread implements Slot, SlotHost, Machine {

    private final SlotHost host;
    private final Slot slot;
    private final ConcurrentLinkedQueue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private @Nullable MachineThread thread;
    private @Nullable Calls calls;
    private @Nullable Scope scope;
    private @Nullable Place place;
    private List<Boolean> local = List.of();

    OnThread(SlotHost host) {
      this.host = host;
      this.slot = slots.create(this);
    }

    // ---- On the worker's thread

    @Override
    public void start(SlotStart start) {
      place = new Place(start.job(), start.attempt(), start.slot());
      List<Boolean> here = new ArrayList<>();
      for (int i = 0; i < start.parallelism(); i++) {
        here.add(host.isLocal(i));
      }
      local = List.copyOf(here);
      running.put(place, this);
      MachineThread made =
          new MachineThread(
              start.job() + "-" + start.slot(),
              surroundings,
              context -> {
                calls = new Calls(context);
                scope = calls.scope();
                return this;
              });
      thread = made;
      threads.removeIf(MachineThread::hasEnded);
      threads.add(made);
      made.start(false);
      tell(() -> slot.start(start));
    }

    private void tell(Runnable action) {
      MachineThread to = thread;
      if (to != null) {
        to.post(new Event.Told(action));
      }
    }

    @Override
    public void run() {
      tell(slot::run);
    }

    @Override
    public void receive(int fromSlot, ByteString frame) {
      tellMessage(() -> slot.receive(fromSlot, frame));
    }

    @Override
    public void takeOver(int fromSlot, Object message) {
      tellMessage(() -> slot.takeOver(fromSlot, message));
    }

    /** Messages wait apart: a slot that has no room lets them in before its turn. */
    private void tellMessage(Runnable message) {
      messages.add(message);
      if (told.compareAndSet(false, true)) {
        tell(this::takeMessages);
      }
    }

    private boolean takeMessages() {
      told.set(false);
      boolean any = false;
      Runnable message;
      while ((message = messages.poll()) != null) {
        message.run();
        any = true;
      }
      return any;
    }

    @Override
    public void trigger(Cut cut) {
      tell(() -> slot.trigger(cut));
    }

    @Override
    public void complete(long checkpoint) {
      tell(() -> slot.complete(checkpoint));
    }

    @Override
    public void stopSources() {
      tell(slot::stopSources);
    }

    @Override
    public void stop() {
      if (place != null) {
        running.remove(place, this);
      }
      tell(
          () -> {
            slot.stop();
            MachineThread own = thread;
            if (own != null) {
              own.stop();
            }
          });
    }

    @Override
    public long stateHash() {
      return 0;
    }

    // ---- On the slot's thread

    @Override
    public void on(Event event, Context context) {
      Calls own = calls;
      if (own == null) {
        return;
      }
      own.enter(context);
      if (event instanceof Event.Told told) {
        told.action().run();
      } else {
        own.dispatch(event);
      }
    }

    @Override
    public Scope scope() {
      Scope own = scope;
      if (own == null) {
        throw new IllegalStateException("The slot was not started");
      }
      return own;
    }

    private void say(Consumer<SlotHost> what) {
      MachineThread to = worker;
      if (to != null) {
        to.post(new Event.Told(() -> what.accept(host)));
      }
    }

    @Override
    public void send(int toSlot, ByteString frame) {
      say(worker -> worker.send(toSlot, frame));
    }

    @Override
    public boolean isLocal(int toSlot) {
      return local.get(toSlot);
    }

    @Override
    public void handOver(int toSlot, Object message) {
      Place own = place;
      OnThread to = own == null ? null : running.get(new Place(own.job(), own.attempt(), toSlot));
      if (own != null && to != null) {
        to.takeOver(own.slot(), message);
      }
    }

    @Override
    public boolean relieve() {
      return takeMessages();
    }

    @Override
    public void restoring() {
      say(SlotHost::restoring);
    }

    @Override
    public void started() {
      say(SlotHost::started);
    }

    @Override
    public void kept(long checkpoint, List<StateFile> files, boolean byKey) {
      say(worker -> worker.kept(checkpoint, files, byKey));
    }

    @Override
    public void notKept(long checkpoint, String cause) {
      say(worker -> worker.notKept(checkpoint, cause));
    }

    @Override
    public void applied(long checkpoint) {
      say(worker -> worker.applied(checkpoint));
    }

    @Override
    public void drained() {
      say(SlotHost::drained);
    }

    @Override
    public void failed(FailureKind kind, String cause) {
      say(worker -> worker.failed(kind, cause));
    }
  }
}
