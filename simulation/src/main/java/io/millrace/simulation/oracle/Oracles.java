package io.millrace.simulation.oracle;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.SavepointAsked;
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
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All oracles, and the last lines of the trace. */
public final class Oracles implements Watcher {

  /** Below this jobs make things visible, each in the table that it was told. */
  public static final String TABLES = "tables/";

  /** What is watched of one job. */
  private final class Job {
    final String id;
    final ModelSpec spec;
    final LogOracle log;
    final CheckpointOracle checkpoints;
    final WishOracle wishes;
    final OutputOracle outputs;
    long listed;

    /** How many slots its last attempt was given; none once it is over. */
    int slots;

    boolean running;

    Job(String id, String directory, ModelSpec spec, OutputOracle outputs) {
      this.id = id;
      this.spec = spec;
      this.log = new LogOracle("log of job " + id);
      this.checkpoints = new CheckpointOracle(directory, spec, retained, store);
      this.wishes = new WishOracle(id);
      this.outputs = outputs;
    }
  }

  private final String clusterDirectory;
  private final int retained;
  private final Supplier<? extends Map<String, ByteString>> store;
  private final LongSupplier now;
  private final int traceLines;
  private final LogOracle clusterLog = new LogOracle("log of the cluster");
  private final SavepointOracle savepoints;

  /** By their directories, each with a slash in the end. */
  private final TreeMap<String, Job> jobsByDirectory = new TreeMap<>();

  private final TreeMap<String, Job> jobs = new TreeMap<>();
  private final TreeMap<String, OutputOracle> tables = new TreeMap<>();

  /** The names of batches that began to wait elsewhere, by tables. */
  private final TreeMap<String, TreeSet<String>> brought = new TreeMap<>();

  private final List<Savepoint> made = new ArrayList<>();
  private final ArrayDeque<String> trace = new ArrayDeque<>();
  private final TreeMap<String, Long> counts = new TreeMap<>();
  private final TreeMap<String, Long> written = new TreeMap<>();
  private Consumer<SimNode> manifestWritten = node -> {};
  private String alarm = "";

  /**
   * Watches no job yet.
   *
   * @param traceLines how many lines are kept
   */
  public Oracles(
      String clusterDirectory,
      int retained,
      Supplier<? extends Map<String, ByteString>> store,
      LongSupplier now,
      int traceLines) {
    this.clusterDirectory = clusterDirectory;
    this.retained = retained;
    this.store = store;
    this.now = now;
    this.traceLines = traceLines;
    this.savepoints = new SavepointOracle(store);
  }

  /** Watches a job. */
  public void watch(String id, String directory, ModelSpec spec) {
    OutputOracle outputs = tables.computeIfAbsent(spec.table(), table -> new OutputOracle(spec));
    Job job = new Job(id, directory, spec, outputs);
    jobs.put(id, job);
    jobsByDirectory.put(directory + "/", job);
  }

  /** Watches a job that begins with a savepoint that is complete. */
  public void watch(String id, String directory, ModelSpec spec, String savepoint) {
    CutContents cut = savepoints.in(savepoint).contents();
    boolean here = tables.containsKey(spec.table());
    watch(id, directory, spec);
    job(id).checkpoints.savepoint(1, cut);
    if (!here) {
      job(id).outputs.beginAt(cut);
    }
    brought.computeIfAbsent(spec.table(), t -> new TreeSet<>()).addAll(cut.waiting().keySet());
  }

  private Job job(String id) {
    Job job = jobs.get(id);
    if (job == null) {
      throw new IllegalArgumentException("job " + id + " is not watched");
    }
    return job;
  }

  private Optional<Job> jobOf(String key) {
    return Optional.ofNullable(jobsByDirectory.floorEntry(key))
        .filter(entry -> key.startsWith(entry.getKey()))
        .map(Map.Entry::getValue);
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

  /** Files of a job that fate may damage so that the job can still go on. */
  public List<String> damageable(String id) {
    return job(id).checkpoints.filesOfNewestAlone();
  }

  /** Fate has damaged a file. */
  public void damaged(String key) {
    line("damaged " + key);
    jobOf(key).ifPresent(job -> job.checkpoints.damaged(key));
  }

  /**
   * A savepoint that is there.
   *
   * @param stop whether the job ends with it
   */
  public record Savepoint(String job, String request, String directory, boolean stop) {}

  /** All that are there by now, in the order in which they were made. */
  public List<Savepoint> savepoints() {
    return made;
  }

  /** The savepoint that a job was asked for and that has no outcome yet. */
  public Optional<SavepointAsked> pendingSavepoint(String id) {
    return job(id).wishes.pending();
  }

  /** Whether an attempt of a job is at work. */
  public boolean isRunning(String id) {
    return job(id).running;
  }

  /** How many slots a job has, or had last; none before the first attempt, or when it is over. */
  public int slots(String id) {
    return job(id).slots;
  }

  /** How many slots a job is to have, if that was changed. */
  public OptionalInt wantedSlots(String id) {
    return job(id).wishes.parallelism();
  }

  /** When somebody asked last for a savepoint of a job or another number of slots. */
  public long askedNanos(String id) {
    return job(id).wishes.changedNanos();
  }

  @Override
  public void sent(SimNode from, String to, ByteString frame) {
    if (!from.name().startsWith("c")) {
      return;
    }
    try {
      ControlFrame control = ControlFrame.parseFrom(frame);
      if (control.hasComplete()) {
        told(from, control.getComplete().getJob(), control.getComplete().getCheckpoint());
      } else if (control.hasDeploy()) {
        Job job = job(control.getDeploy().getJob());
        job.slots = control.getDeploy().getWorkersCount();
        job.running = false;
        job.checkpoints.deployed(control.getDeploy().getAttempt(), job.slots);
      } else if (control.hasRun()) {
        job(control.getRun().getJob()).running = true;
      } else if (control.hasUndeploy()) {
        job(control.getUndeploy().getJob()).running = false;
      }
    } catch (InvalidProtocolBufferException e) {
      throw new Violation("O4", from + " sent what is no frame");
    }
  }

  private void told(SimNode from, String job, long checkpoint) {
    if (!job(job).checkpoints.isComplete(checkpoint)) {
      throw new Violation(
          "O4",
          from
              + " told slots that checkpoint "
              + checkpoint
              + " is complete, and the log does not say so");
    }
  }

  @Override
  public void applied(SimNode by, StoreOp op, StoreReply reply) {
    String key = op.key();
    savepoints.applied(op);
    boolean created = op instanceof StoreOp.PutIfAbsent && reply instanceof StoreReply.Ok;
    Optional<Job> job = jobOf(key);
    if (key.endsWith(".rec") && key.contains("/log/")) {
      LogOracle log = key.startsWith(clusterDirectory + "/") ? clusterLog : job.orElseThrow().log;
      long slot = Long.parseLong(key.substring(key.lastIndexOf('/') + 1, key.length() - 4));
      if (op instanceof StoreOp.Put) {
        throw new Violation("O4", by + " wrote over " + key);
      } else if (op instanceof StoreOp.Delete) {
        log.deleted(slot);
      } else if (created) {
        LogRecord record = log.created(slot, ((StoreOp.PutIfAbsent) op).bytes(), by.toString());
        line(by + " won " + key + " " + record.getKindCase());
        job.ifPresent(of -> record(of, record));
      }
    } else if (created && key.endsWith("/manifest")) {
      manifestWritten.accept(by);
    } else if (key.startsWith(TABLES)) {
      sink(by, op, key, created);
    } else if (op instanceof StoreOp.Delete) {
      job.ifPresent(of -> of.checkpoints.deleted(key));
    } else if (op instanceof StoreOp.Put) {
      written.put(key, now.getAsLong());
    } else if (op instanceof StoreOp.ListForCleaning) {
      job.ifPresent(of -> of.listed = now.getAsLong());
    }
  }

  /** Has somebody told when the manifest of a savepoint has come into the store. */
  public void onManifest(Consumer<SimNode> told) {
    manifestWritten = told;
  }

  private void record(Job job, LogRecord record) {
    switch (record.getKindCase()) {
      case CHECKPOINT_COMPLETE -> job.checkpoints.complete(record.getCheckpointComplete());
      case SINK_APPLIED -> job.checkpoints.applied(record.getSinkApplied().getCheckpoint());
      case SAVEPOINT_ASKED -> job.wishes.asked(record.getSavepointAsked(), now.getAsLong());
      case JOB_ENDED -> {
        job.wishes.over();
        job.slots = 0;
      }
      case RESCALED -> job.wishes.rescaled(record.getRescaled(), now.getAsLong());
      case SAVEPOINT_ENDED -> {
        SavepointAsked asked = job.wishes.ended(record.getSavepointEnded());
        if (!record.getSavepointEnded().getCause().isEmpty()) {
          return;
        }
        SavepointOracle.Made now =
            savepoints.complete(job.id, job.spec, asked, record.getSavepointEnded());
        made.add(new Savepoint(job.id, asked.getRequest(), asked.getDirectory(), asked.getStop()));
        if (asked.getStop()) {
          job.checkpoints.savepoint(now.manifest().checkpoint(), now.contents());
        }
      }
      default -> {}
    }
  }

  private void sink(SimNode by, StoreOp op, String key, boolean created) {
    if (op instanceof StoreOp.Put || op instanceof StoreOp.Delete) {
      throw new Violation("O7", by + " changed what is visible: " + key);
    }
    if (created) {
      // tables/TABLE/JOB/SLOT/CHECKPOINT
      String[] parts = key.split("/", 5);
      String table = parts[0] + "/" + parts[1];
      long checkpoint = Long.parseLong(parts[4].split("-", 2)[0]);
      line(by + " made visible " + key);
      boolean broughtHere =
          brought.getOrDefault(table, new TreeSet<>()).contains(key.substring(table.length() + 1));
      Job writer = job(parts[2]);
      boolean here = writer.spec.table().equals(table);
      if (!broughtHere && !(here && writer.checkpoints.isComplete(checkpoint))) {
        throw new Violation("O7", key + " is visible, and its checkpoint is not complete");
      }
      OutputOracle outputs = tables.get(table);
      if (outputs == null) {
        throw new Violation("O7", key + " is visible where no job writes");
      }
      outputs.visible(((StoreOp.PutIfAbsent) op).bytes());
    }
  }

  @Override
  public void traced(SimNode node, String kind, long[] values) {
    counts.merge(kind, 1L, Long::sum);
    line(node + " " + kind + " " + Arrays.toString(values));
    if (kind.equals("coordinator.leading")) {
      jobs.values().forEach(job -> job.running = false);
    }
    if (kind.equals("exchange.violated")) {
      throw new Violation("O9", node + " got a frame out of turn, or more than it gave credit for");
    }
    if (kind.equals("checkpoint.bad")) {
      // the alarm just before says of which job
      for (Job job : jobs.values()) {
        if (alarm.contains("checkpoint " + values[0] + " of job " + job.id + " cannot")) {
          job.checkpoints.bad(values[0]);
          job.outputs.mayRepeat();
          return;
        }
      }
      throw new Violation("O5", "checkpoint " + values[0] + " was given up without an alarm");
    }
  }

  @Override
  public void alarmed(SimNode node, String message) {
    counts.merge("alarm", 1L, Long::sum);
    alarm = message;
    line(node + " ALARM " + message);
  }

  @Override
  public void halted(SimNode node, String reason) {
    counts.merge("halt", 1L, Long::sum);
    line(node + " HALT " + reason);
  }

  @Override
  public void told(SimNode node) {}

  /** To be called when a job has finished: all is visible. */
  public void finished(String id, boolean stoppedEarly) {
    Job job = job(id);
    Optional<Map<Integer, Integer>> kept = job.checkpoints.finalPositions();
    if (kept.isEmpty() && stoppedEarly) {
      return; // where it stopped is not known any more
    }
    TreeMap<Integer, Integer> whole = new TreeMap<>();
    for (int split = 0; split < job.spec.splits(); split++) {
      whole.put(split, job.spec.records());
    }
    Map<Integer, Integer> positions = kept.orElse(whole);
    if (!stoppedEarly && !positions.equals(whole)) {
      throw new Violation("O2", id + " finished at " + positions + ", not at " + whole);
    }
    job.outputs.complete(positions);
  }

  /** To be called when a job has ended with a savepoint, and before another one goes on with it. */
  public void stopped(String id) {
    Savepoint last =
        made.stream()
            .filter(savepoint -> savepoint.job.equals(id) && savepoint.stop)
            .reduce((a, b) -> b)
            .orElseThrow(() -> new Violation("O11", id + " stopped with no savepoint"));
    job(id).outputs.complete(savepoints.in(last.directory).contents().positions());
  }

  /**
   * To be called at the end: savepoints are still there; and if the store was swept when nothing
   * went wrong any more, what was written before that and is not needed is gone.
   */
  public void swept(long healedNanos) {
    savepoints.lasted();
    for (Job job : jobs.values()) {
      if (job.listed > healedNanos) {
        job.checkpoints.nothingLeftOver(key -> written.getOrDefault(key, 0L) < job.listed);
      }
    }
  }
}
