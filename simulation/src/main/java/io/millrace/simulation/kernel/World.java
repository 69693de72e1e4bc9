package io.millrace.simulation.kernel;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.store.StoreOp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All nodes, the network between them, the store below them, and what goes wrong. */
public final class World {

  private static final long MILLI = 1_000_000;
  private static final long EPOCH_MILLIS = 1_800_000_000_000L;

  /** Makes the machine of a node. */
  @FunctionalInterface
  public interface Maker {
    /** A machine that was not started. */
    Machine make(String node, Context context);
  }

  private final Scheduler scheduler = new Scheduler();
  private final Draw draw;
  private final SimNetwork network = new SimNetwork(this);
  private final SimStore store = new SimStore(this);
  private final Watcher watcher;
  private final Tampering tampering;
  private final Effects effects;
  private final Maker maker;
  private final TreeMap<String, SimNode> nodes = new TreeMap<>();
  private final TreeMap<String, Integer> incarnations = new TreeMap<>();
  private final TreeMap<String, Long> wallOffsets = new TreeMap<>();
  private long traceHash = 1;

  /** A world without nodes. */
  public World(long seed, Watcher watcher, Tampering tampering, Effects effects, Maker maker) {
    this.draw = new Draw(seed);
    this.watcher = watcher;
    this.tampering = tampering;
    this.effects = effects;
    this.maker = maker;
  }

  /** Time. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Chance. */
  public Draw draw() {
    return draw;
  }

  /** The store. */
  public SimStore store() {
    return store;
  }

  SimNetwork network() {
    return network;
  }

  Watcher watcher() {
    return watcher;
  }

  /** What machines have done. */
  public Effects effects() {
    return effects;
  }

  /** A hash of all that has happened. */
  public long traceHash() {
    return traceHash;
  }

  /** The node of a name, dead or alive; null if it was never started. */
  public @Nullable SimNode node(String name) {
    return nodes.get(name);
  }

  /** All nodes, by name. */
  public List<SimNode> nodes() {
    return new ArrayList<>(nodes.values());
  }

  void note(SimNode node, Event event) {
    long hash = StateHash.of(node.name()) ^ scheduler.now();
    if (event instanceof Event.FrameIn in) {
      hash ^= in.frame().hashCode();
    }
    traceHash = StateHash.mix(traceHash ^ hash);
  }

  void note(SimNode node, ByteString frame) {
    traceHash = StateHash.mix(traceHash ^ frame.hashCode() ^ node.incarnation());
  }

  void note(SimNode node, StoreOp op) {
    long hash = StateHash.of(op.key());
    if (op instanceof StoreOp.Put put) {
      hash ^= put.bytes().hashCode();
    } else if (op instanceof StoreOp.PutIfAbsent put) {
      hash ^= put.bytes().hashCode();
    }
    traceHash = StateHash.mix(traceHash ^ hash ^ node.incarnation());
  }

  long wallMillis(String node) {
    return EPOCH_MILLIS + scheduler.now() / MILLI + wallOffsets.getOrDefault(node, 0L);
  }

  /** Starts a node. */
  public void boot(String name) {
    SimNode node = new SimNode(this, name, incarnations.merge(name, 1, Integer::sum) - 1);
    nodes.put(name, node);
    Context context = tampering.context(node, node);
    Machine made = maker.make(name, context);
    Machine seen = context == node ? made : new WithContext(made, context);
    node.boot(tampering.machine(node, seen));
  }

  /** Tells a machine that its context is another one than the node's own. */
  private record WithContext(Machine machine, Context context) implements Machine {
    @Override
    public void on(Event event, Context real) {
      machine.on(event, context);
    }

    @Override
    public long stateHash() {
      return machine.stateHash();
    }
  }

  /** Ends a node, which is started again after a delay. */
  void kill(SimNode node, long downNanos) {
    if (!node.isAlive()) {
      return;
    }
    node.die();
    network.died(node);
    scheduler.after(
        downNanos,
        () -> {
          if (nodes.get(node.name()) == node) {
            boot(node.name());
          }
        });
  }

  /** Lets something go wrong now, and get right again when its time is over. */
  public void strike(Fault fault) {
    long duration = fault.durationMillis() * MILLI;
    String target = fault.target();
    SimNode node = nodes.get(target);
    switch (fault.kind()) {
      case KILL -> {
        if (node != null) {
          kill(node, duration);
        }
      }
      case KILL_ALL -> nodes().forEach(each -> kill(each, duration));
      case PAUSE -> {
        if (node != null) {
          node.pause(duration);
        }
      }
      case CUT_ONE_WAY -> cut(target, fault.other(), duration);
      case CUT -> {
        cut(target, fault.other(), duration);
        cut(fault.other(), target, duration);
      }
      case RESET -> network.reset(target, fault.other());
      case SLOW_NETWORK -> {
        network.slow(fault.parameter());
        scheduler.after(duration, () -> network.slow(0));
      }
      case STORE_ERRORS, STORE_LOST_REPLIES, STORE_LATE, STORE_SLOW, READ_FLIPS, LISTING_LIES -> {
        store.trouble(fault.kind(), target, fault.parameter());
        scheduler.after(duration, () -> store.trouble(fault.kind(), target, 0));
      }
      case CLOCK_JUMP -> wallOffsets.merge(target, fault.parameter(), Long::sum);
      case ROT, LOSE_FILE, USER_FAILURE, DRAIN, CANCEL, SAVEPOINT, RESCALE ->
          throw new IllegalArgumentException(fault.kind() + " is not a matter of the world");
    }
  }

  private void cut(String from, String to, long nanos) {
    network.cut(from, to);
    scheduler.after(nanos, () -> network.heal(from, to));
  }

  /** Lets a file rot: one byte of it is another from now on. */
  public void rot(String key) {
    ByteString bytes = store.objects().get(key);
    if (bytes != null && !bytes.isEmpty()) {
      store.objects().put(key, SimStore.flip(bytes, draw.next("rot")));
    }
  }
}
