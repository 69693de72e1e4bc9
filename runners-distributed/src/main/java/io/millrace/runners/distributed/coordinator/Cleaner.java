package io.millrace.runners.distributed.coordinator;

import io.millrace.runners.distributed.checkpoint.Retention;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes what no checkpoint of a job needs. What is to be deleted follows from manifests; a
 * listing only shows what attempts that died have left behind. What cannot be deleted now is found
 * by a later sweep.
 */
final class Cleaner {

  private static final int CHECKPOINTS_A_SWEEP = 8;

  private final String directory;
  private final StoreCalls store;
  private final Retention retention;
  private int checkpoints;

  Cleaner(String directory, StoreCalls store, Retention retention) {
    this.directory = directory;
    this.store = store;
    this.retention = retention;
  }

  /** Deletes files, given by their paths relative to the directory of the job. */
  void delete(List<String> paths) {
    for (String path : paths) {
      store.scope().context().trace("file.deleted");
      store.call(new StoreOp.Delete(directory + "/" + path), reply -> {});
    }
  }

  /** Sweeps after every so many checkpoints. */
  void sweepSometimes(long attempt) {
    if (checkpoints++ % CHECKPOINTS_A_SWEEP == 0) {
      sweep(attempt);
    }
  }

  /** Looks for leftovers of attempts before the given one. */
  void sweep(long attempt) {
    for (String folder : List.of("state", "checkpoints")) {
      store.call(
          new StoreOp.ListForCleaning(directory + "/" + folder + "/"),
          reply -> {
            if (reply instanceof StoreReply.Names names) {
              delete(retention.leftovers(relative(names.keys()), attempt));
            }
          });
    }
  }

  private List<String> relative(List<String> keys) {
    List<String> paths = new ArrayList<>();
    for (String key : keys) {
      if (key.startsWith(directory + "/")) {
        paths.add(key.substring(directory.length() + 1));
      }
    }
    return paths;
  }
}
