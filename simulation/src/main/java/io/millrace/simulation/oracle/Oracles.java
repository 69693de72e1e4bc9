package io.millrace.simulation.oracle;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import io.millrace.simulation.job.ModelSpec;
import io.millrace.simulation.kernel.SimNode;
import io.millrace.simulation.kernel.Watcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All oracles, and the last lines of the trace. */
public final class Oracles implements Watcher {

  private final String clusterDirectory;
  private final String jobDirectory;
  private final LongSupplier now;
  private final int traceLines;
  private final LogOracle clusterLog = new LogOracle("log of the cluster");
  private final LogOracle jobLog = new LogOracle("log of the job");
  private final CheckpointOracle checkpoints;
  private final OutputOracle outputs;
  private final ArrayDeque<String> trace = new ArrayDeque<>();
  private final TreeMap<String, Long> counts = new TreeMap<>();
  private final TreeMap<String, Long> written = new TreeMap<>();
  private long alarms;
  private long listed;

  /**
   * Watches one job.
   *
   * @param traceLines how many lines are kept
   */
  public Oracles(
      String clusterDirectory,
      String jobDirectory,
      ModelSpec spec,
      int parallelism,
      int retained,
      Supplier<? extends Map<String, ByteString>> store,
      LongSupplier now,
      int traceLines) {
    this.clusterDirectory = clusterDirectory;
    this.jobDirectory = jobDirectory;
    this.now = now;
    this.traceLines = traceLines;
    this.checkpoints = new CheckpointOracle(jobDirectory, spec, parallelism, retained, store);
    this.outputs = new OutputOracle(spec, parallelism);
  }

  /** The last lines. */
  public List<String> trace() {
    return new ArrayList<>(trace);
  }

  /** How often each kind of thing was noted. */
  public Map<String, Long> counts() {
    return counts;
  }

  /** Notes a line. */
  public void line(String line) {
    trace.add(String.format("%12.6f %s", now.getAsLong() / 1e9, line));
    if (trace.size() > traceLines) {
      trace.remove();
    }
  }

  /** Files that fate may damage so that the job can still go on. */
  public List<String> damageable() {
    return checkpoints.filesOfNewestAlone();
  }

  /** Fate has damaged a file. */
  public void damaged(String key) {
    line("damaged " + key);
    checkpoints.damaged(key);
  }

  @Override
  public void sent(SimNode from, String to, ByteString frame) {
    if (!from.name().startsWith("c")) {
      return;
    }
    try {
      ControlFrame control = ControlFrame.parseFrom(frame);
      if (control.hasComplete() && !checkpoints.isComplete(control.getComplete().getCheckpoint())) {
        throw new Violation(
            "O4",
            from
                + " told slots that checkpoint "
                + control.getComplete().getCheckpoint()
                + " is complete, and the log does not say so");
      }
    } catch (InvalidProtocolBufferException e) {
      throw new Violation("O4", from + " sent what is no frame");
    }
  }

  @Override
  public void applied(SimNode by, StoreOp op, StoreReply reply) {
    String key = op.key();
    boolean created = op instanceof StoreOp.PutIfAbsent && reply instanceof StoreReply.Ok;
    if (key.endsWith(".rec") && key.contains("/log/")) {
      LogOracle log = key.startsWith(clusterDirectory + "/") ? clusterLog : jobLog;
      long slot = Long.parseLong(key.substring(key.lastIndexOf('/') + 1, key.length() - 4));
      if (op instanceof StoreOp.Put) {
        throw new Violation("O4", by + " wrote over " + key);
      } else if (op instanceof StoreOp.Delete) {
        log.deleted(slot);
      } else if (created) {
        LogRecord record = log.created(slot, ((StoreOp.PutIfAbsent) op).bytes(), by.toString());
        line(by + " won " + key + " " + record.getKindCase());
        if (record.hasCheckpointComplete() && log == jobLog) {
          checkpoints.complete(record.getCheckpointComplete());
        } else if (record.hasSinkApplied() && log == jobLog) {
          checkpoints.applied(record.getSinkApplied().getCheckpoint());
        }
      }
    } else if (key.startsWith(jobDirectory + "/sink/")) {
      sink(by, op, key, created);
    } else if (op instanceof StoreOp.Delete) {
      checkpoints.deleted(key);
    } else if (op instanceof StoreOp.Put) {
      written.put(key, now.getAsLong());
    } else if (op instanceof StoreOp.ListForCleaning) {
      listed = now.getAsLong();
    }
  }

  private void sink(SimNode by, StoreOp op, String key, boolean created) {
    if (op instanceof StoreOp.Put || op instanceof StoreOp.Delete) {
      throw new Violation("O7", by + " changed what is visible: " + key);
    }
    if (created) {
      String[] parts = key.substring(jobDirectory.length() + 6).split("/", -1);
      int slot = Integer.parseInt(parts[0]);
      long checkpoint = Long.parseLong(parts[1].split("-", 2)[0]);
      line(by + " made visible " + key);
      if (!checkpoints.isComplete(checkpoint)) {
        throw new Violation("O7", key + " is visible, and its checkpoint is not complete");
      }
      outputs.visible(slot, ((StoreOp.PutIfAbsent) op).bytes());
    }
  }

  @Override
  public void traced(SimNode node, String kind, long[] values) {
    counts.merge(kind, 1L, Long::sum);
    line(node + " " + kind + " " + Arrays.toString(values));
    if (kind.equals("exchange.violated")) {
      throw new Violation("O9", node + " got a frame out of turn, or more than it gave credit for");
    }
    if (kind.equals("checkpoint.bad")) {
      checkpoints.bad(values[0]);
      outputs.mayRepeat();
      if (alarms == 0) {
        throw new Violation("O5", "checkpoint " + values[0] + " was given up without an alarm");
      }
    }
  }

  @Override
  public void alarmed(SimNode node, String message) {
    counts.merge("alarm", 1L, Long::sum);
    alarms++;
    line(node + " ALARM " + message);
  }

  @Override
  public void halted(SimNode node, String reason) {
    counts.merge("halt", 1L, Long::sum);
    line(node + " HALT " + reason);
  }

  @Override
  public void told(SimNode node) {}

  /** To be called when the job has finished: all is visible, and nothing else is left. */
  public void finished(boolean stoppedEarly, int[] whole) {
    Optional<int[]> kept = checkpoints.finalPositions();
    if (kept.isEmpty() && stoppedEarly) {
      return; // where it stopped is not known any more
    }
    int[] positions = kept.orElse(whole);
    if (!stoppedEarly && !Arrays.equals(positions, whole)) {
      throw new Violation(
          "O2", "finished at " + Arrays.toString(positions) + ", not at " + Arrays.toString(whole));
    }
    outputs.complete(positions);
  }

  /**
   * To be called at the end: if the store was swept when nothing went wrong any more, what was
   * written before that and is not needed is gone.
   */
  public void swept(long healedNanos) {
    if (listed > healedNanos) {
      checkpoints.nothingLeftOver(key -> written.getOrDefault(key, 0L) < listed);
    }
  }
}
