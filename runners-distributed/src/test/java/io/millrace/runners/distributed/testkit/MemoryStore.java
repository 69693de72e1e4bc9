package io.millrace.runners.distributed.testkit;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A store in memory whose answers can be made to lie. */
public final class MemoryStore implements Store {

  public final TreeMap<String, ByteString> objects = new TreeMap<>();

  /** Every so many-th put-if-absent is done and answered with "unknown"; 0 for none. */
  public int loseEachAnswer;

  private int puts;

  @Override
  public synchronized StoreReply execute(StoreOp op) {
    if (!StoreKeys.isKey(op.key()) && !(op instanceof StoreOp.ListForCleaning)) {
      return new StoreReply.Failed("no key: " + op.key(), false);
    }
    ByteString there = objects.get(op.key());
    if (op instanceof StoreOp.Get get) {
      return there == null
          ? new StoreReply.Absent()
          : new StoreReply.Ok(
              there.substring(
                  (int) Math.min(get.offset(), there.size()),
                  (int)
                      Math.min(get.length() + Math.min(get.offset(), there.size()), there.size())));
    } else if (op instanceof StoreOp.PutIfAbsent put) {
      if (there != null) {
        return new StoreReply.Exists(there);
      }
      objects.put(put.key(), put.bytes());
      puts++;
      return loseEachAnswer > 0 && puts % loseEachAnswer == 0
          ? new StoreReply.Unknown("the answer was lost")
          : StoreReply.Ok.DONE;
    } else if (op instanceof StoreOp.Put put) {
      objects.put(put.key(), put.bytes());
      return StoreReply.Ok.DONE;
    } else if (op instanceof StoreOp.Delete) {
      objects.remove(op.key());
      return StoreReply.Ok.DONE;
    }
    List<String> keys = new ArrayList<>(objects.keySet());
    keys.removeIf(key -> !key.startsWith(op.key()));
    return new StoreReply.Names(keys);
  }
}
