package io.millrace.simulation.kernel;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A store that is slow, loses requests and answers, does things late, and reads wrongly. */
public final class SimStore implements Store {

  private static final long MILLI = 1_000_000;

  private final World world;
  private final TreeMap<String, ByteString> objects = new TreeMap<>();
  private final TreeMap<String, Long> trouble = new TreeMap<>();

  SimStore(World world) {
    this.world = world;
  }

  /** What is in it. To be looked at, and changed only by what plays fate. */
  public Map<String, ByteString> objects() {
    return objects;
  }

  void trouble(FaultKind kind, String target, long permille) {
    if (permille == 0) {
      trouble.remove(kind + "/" + target);
    } else {
      trouble.put(kind + "/" + target, permille);
    }
  }

  private boolean strikes(FaultKind kind, String node) {
    Long permille = trouble.get(kind + "/" + node);
    return permille != null && world.draw().chance(kind + "/" + node, permille);
  }

  void start(SimNode by, StoreOp op, long token, boolean loseReply) {
    Draw draw = world.draw();
    String node = by.name();
    long there = draw.between("store/" + node, 200_000, 5 * MILLI);
    Long slowest = trouble.get(FaultKind.STORE_SLOW + "/");
    if (slowest != null) {
      there += draw.below("store.slow/" + node, slowest * MILLI);
    }
    long back = draw.between("store/" + node, 200_000, 3 * MILLI);
    boolean writes = !(op instanceof StoreOp.Get) && !(op instanceof StoreOp.ListForCleaning);
    if (strikes(FaultKind.STORE_ERRORS, node)) {
      answer(by, there + back, token, new StoreReply.Failed("503 slow down", true));
    } else if (writes && strikes(FaultKind.STORE_LATE, node)) {
      long late = draw.between("store.late/" + node, 50, 30_000) * MILLI;
      world.scheduler().after(late, () -> apply(by, op));
      answer(by, there + back, token, new StoreReply.Unknown("no answer"));
    } else {
      boolean lost = loseReply || strikes(FaultKind.STORE_LOST_REPLIES, node);
      world
          .scheduler()
          .after(
              there,
              () -> {
                StoreReply reply = apply(by, op);
                answer(
                    by,
                    back,
                    token,
                    lost && writes
                        ? new StoreReply.Unknown("the answer was lost")
                        : seen(node, reply));
              });
    }
  }

  private void answer(SimNode by, long delay, long token, StoreReply reply) {
    world.scheduler().after(delay, () -> by.tell(new Event.StoreDone(token, reply)));
  }

  private StoreReply apply(SimNode by, StoreOp op) {
    StoreReply reply = execute(op);
    world.watcher().applied(by, op, reply);
    return reply;
  }

  /** What a node sees of an answer. */
  private StoreReply seen(String node, StoreReply reply) {
    if (reply instanceof StoreReply.Ok ok
        && !ok.bytes().isEmpty()
        && strikes(FaultKind.READ_FLIPS, node)) {
      return new StoreReply.Ok(flip(ok.bytes(), world.draw().next("flip/" + node)));
    }
    if (reply instanceof StoreReply.Names names && strikes(FaultKind.LISTING_LIES, node)) {
      List<String> some = new ArrayList<>(names.keys());
      some.removeIf(name -> world.draw().chance("listing/" + node, 400));
      return new StoreReply.Names(some);
    }
    return reply;
  }

  /** Changes one byte. */
  static ByteString flip(ByteString bytes, long random) {
    byte[] flipped = bytes.toByteArray();
    int at = Math.floorMod(random, flipped.length);
    flipped[at] ^= (byte) (1 << Math.floorMod(random >> 32, 8));
    return ByteString.copyFrom(flipped);
  }

  @Override
  public synchronized StoreReply execute(StoreOp op) {
    if (op instanceof StoreOp.ListForCleaning list) {
      List<String> keys = new ArrayList<>();
      for (String key : objects.tailMap(list.key()).keySet()) {
        if (!key.startsWith(list.key())) {
          break;
        }
        keys.add(key);
      }
      return new StoreReply.Names(keys);
    }
    if (!StoreKeys.isKey(op.key())) {
      return new StoreReply.Failed("'" + op.key() + "' is no key", false);
    }
    ByteString there = objects.get(op.key());
    if (op instanceof StoreOp.Get get) {
      if (there == null) {
        return new StoreReply.Absent();
      }
      int from = (int) Math.min(get.offset(), there.size());
      int to = (int) Math.min(from + Math.min(get.length(), there.size()), there.size());
      return new StoreReply.Ok(there.substring(from, to));
    } else if (op instanceof StoreOp.PutIfAbsent put) {
      if (there != null) {
        return new StoreReply.Exists(there);
      }
      objects.put(put.key(), put.bytes());
    } else if (op instanceof StoreOp.Put put) {
      objects.put(put.key(), put.bytes());
    } else {
      objects.remove(op.key());
    }
    return StoreReply.Ok.DONE;
  }
}
