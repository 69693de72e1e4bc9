package io.millrace.simulation.run;

import io.millrace.cluster.v1.ExponentialBackOff;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.runners.distributed.client.JobClient;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.coordinator.CoordinatorMachine;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.worker.WorkerMachine;
import io.millrace.simulation.job.ModelSlot;
import io.millrace.simulation.job.ModelSpec;
import io.millrace.simulation.job.SlotMaker;
import io.millrace.simulation.kernel.Effects;
import io.millrace.simulation.kernel.Fault;
import io.millrace.simulation.kernel.FaultKind;
import io.millrace.simulation.kernel.SimNode;
import io.millrace.simulation.kernel.Tampering;
import io.millrace.simulation.kernel.World;
import io.millrace.simulation.oracle.Oracles;
import io.millrace.simulation.oracle.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One run: a cluster starts, executes a job while faults strike, heals, and must finish the job,
 * and those that go on with its savepoints.
 */
public final class Simulation {

  private static final long MILLI = 1_000_000;
  private static final String CLUSTER = "cluster";
  private static final String MODEL = "model";
  private static final String OPERATOR = "operator";
  private static final int RETAINED = 3;
  private static final int TRACE_LINES = 200;
  private static final long POLL_NANOS = 1_000 * MILLI;

  /** A job that is not over so long after all faults never will be. */
  private static final long HEALING_NANOS = 240_000 * MILLI;

  /** What the end waits for: the sweep, and what is late. */
  private static final long SETTLING_NANOS = 25_000 * MILLI;

  /** More events than this in a second of virtual time are a storm. */
  private static final long STEPS_A_SECOND = 20_000;

  private static final int ATTEMPTS_AFTER_HEALING = 25;

  /** A wish that nothing is in the way of comes true in so long a time. */
  private static final long PATIENCE_NANOS = 30_000 * MILLI;

  /** So long those are down who die because of a savepoint. */
  private static final long DOWN_MILLIS = 300;

  /** Who begins with a savepoint does so after this. */
  private static final long NEXT_NANOS = 500 * MILLI;

  private final Schedule schedule;
  private final Options options;
  private final SlotMaker slots;
  private final ClusterSettings settings;
  private final World world;
  private final Oracles oracles;
  private final TreeMap<String, Long> userFailsUntil = new TreeMap<>();
  private final TreeMap<String, JobRun> jobs = new TreeMap<>();
  private final ArrayDeque<JobCommand> wishes = new ArrayDeque<>();

  /** What is to happen with the savepoint of a request. */
  private final TreeMap<String, List<String>> wordsOf = new TreeMap<>();

  /** With how many slots a job begins with the savepoint of a request. */
  private final TreeMap<String, Integer> nextOf = new TreeMap<>();

  /** The job that people mean: the last of those that go on with each other's output. */
  private JobRun current;

  private JobCommand lastSavepoint = JobCommand.getDefaultInstance();
  private int looked;
  private int requests;
  private long healedNanos;

  /** From then on wishes must come true in time. */
  private long peaceNanos;

  private long attemptsBefore;
  private long endedNanos;
  private boolean over;

  private Simulation(Schedule schedule, Tampering tampering, SlotMaker slots, int traceLines) {
    this.schedule = schedule;
    this.options = schedule.options();
    this.slots = slots;
    List<String> coordinators = new ArrayList<>();
    for (int i = 0; i < options.coordinators(); i++) {
      coordinators.add("c" + i);
    }
    this.settings = ClusterSettings.of(CLUSTER, coordinators);
    Effects effects = new Effects(schedule.effect(), schedule.interruption());
    World[] made = new World[1];
    this.oracles =
        new Oracles(
            CLUSTER,
            RETAINED,
            () -> made[0].store().objects(),
            () -> made[0].scheduler().now(),
            traceLines);
    made[0] = new World(options.seed(), oracles, tampering, effects, this::machine);
    this.world = made[0];
    ModelSpec spec =
        new ModelSpec(
            options.seed(),
            options.parallelism(),
            options.records(),
            options.keys(),
            options.batch(),
            options.paceMillis(),
            options.window(),
            options.overtakeMillis(),
            options.byKey(),
            0,
            Oracles.TABLES + MODEL);
    this.current =
        new JobRun(
            MODEL,
            spec,
            options.parallelism(),
            jobSettings(),
            "",
            0,
            cause -> {
              throw new Violation("O8", "the job was refused: " + cause);
            });
    jobs.put(MODEL, current);
    oracles.watch(MODEL, current.directory(), spec);
    oracles.onManifest(this::manifestWritten);
  }

  /** Runs a schedule as it is. */
  public static Outcome run(Schedule schedule) {
    return run(schedule, Tampering.NONE, ModelSlot::new);
  }

  /** Runs a schedule and keeps all lines of its trace. */
  public static Outcome trace(Schedule schedule) {
    return new Simulation(schedule, Tampering.NONE, ModelSlot::new, Integer.MAX_VALUE).run();
  }

  /** Runs a schedule with something planted. */
  public static Outcome run(Schedule schedule, Tampering tampering, SlotMaker slots) {
    return new Simulation(schedule, tampering, slots, TRACE_LINES).run();
  }

  private JobSettings jobSettings() {
    return JobSettings.newBuilder()
        .setCheckpointIntervalMs(options.checkpointMillis())
        .setCheckpointTimeoutMs(4_000)
        .setCheckpointMinPauseMs(50)
        .setCheckpointFailuresTolerated(2)
        .setCheckpointsRetained(RETAINED)
        .setRestart(
            RestartPolicy.newBuilder()
                .setExponentialBackOff(
                    ExponentialBackOff.newBuilder()
                        .setInitialMs(100)
                        .setMaxMs(3_000)
                        .setMultiplierPercent(200)
                        .setJitterPercent(20)
                        .setResetAfterMs(20_000)))
        .build();
  }

  private Machine machine(String node, Context context) {
    if (node.equals(OPERATOR)) {
      return new Operator(settings, wishes, context);
    }
    for (JobRun job : jobs.values()) {
      if (node.equals(job.client())) {
        return job.client(new JobClient(job.submit, settings, POLL_NANOS, job, context));
      }
    }
    if (settings.coordinators().contains(node)) {
      return new CoordinatorMachine(node, settings, context);
    }
    return new WorkerMachine(
        node,
        options.slotsPerWorker(),
        settings,
        host ->
            slots.make(host, () -> world.scheduler().now() < userFailsUntil.getOrDefault(node, 0L)),
        context);
  }

  private Outcome run() {
    Optional<Violation> violation = Optional.empty();
    try {
      settings.coordinators().forEach(world::boot);
      for (int i = 0; i < options.workers(); i++) {
        world.boot("w" + i);
      }
      world.boot(current.client());
      if (schedule.faults().stream().anyMatch(fault -> isWish(fault.kind()))) {
        world.boot(OPERATOR);
      }
      long lastOver = (Options.WARM_UP_MILLIS + options.chaosMillis()) * MILLI;
      for (Fault fault : schedule.faults()) {
        world.scheduler().after(fault.atMillis() * MILLI, () -> strike(fault));
        lastOver = Math.max(lastOver, (fault.atMillis() + fault.durationMillis()) * MILLI);
      }
      healedNanos = lastOver;
      boolean peaceful = schedule.faults().stream().allMatch(fault -> isWish(fault.kind()));
      peaceNanos = peaceful ? 0 : healedNanos;
      world.scheduler().after(healedNanos, () -> attemptsBefore = attempts());
      look();
      while (!over && world.scheduler().step()) {
        if (world.scheduler().steps()
            > STEPS_A_SECOND * (5 + world.scheduler().now() / 1_000_000_000L)) {
          throw new Violation("O8", "a storm of events: " + world.scheduler().steps());
        }
      }
      check();
    } catch (Violation e) {
      violation = Optional.of(e);
    } catch (RuntimeException e) {
      // a machine must not fail, whatever it is told
      Violation failed =
          new Violation("O0", e + " at " + Arrays.asList(e.getStackTrace()).subList(0, 5));
      failed.initCause(e);
      violation = Optional.of(failed);
    }
    violation.ifPresent(v -> oracles.line("VIOLATION " + v.getMessage()));
    return new Outcome(
        violation,
        world.traceHash(),
        world.scheduler().now(),
        world.scheduler().steps(),
        world.effects().count(),
        current.state(),
        oracles.counts(),
        oracles.trace());
  }

  private long attempts() {
    return oracles.counts().getOrDefault("attempt.deployed", 0L);
  }

  private static boolean isWish(FaultKind kind) {
    return kind == FaultKind.SAVEPOINT || kind == FaultKind.RESCALE;
  }

  /** Looks every now and then whether the jobs are over. */
  private void look() {
    long now = world.scheduler().now();
    for (JobRun job : List.copyOf(jobs.values())) {
      look(job, now);
    }
    beginNext(now);
    boolean ended = jobs.values().stream().allMatch(JobRun::isOver);
    if (!ended) {
      endedNanos = 0;
    } else if (endedNanos == 0) {
      endedNanos = now;
    }
    if (now > healedNanos
        && attempts() > attemptsBefore + ATTEMPTS_AFTER_HEALING * (long) jobs.size()) {
      throw new Violation("O8", "attempts fail over and over after all faults");
    }
    over = ended && now > Math.max(endedNanos, healedNanos) + SETTLING_NANOS;
    world.scheduler().after(200 * MILLI, this::look);
  }

  private void look(JobRun job, long now) {
    if (job.isOver()) {
      judge(job);
      return;
    }
    // several jobs may have to wait for each other's slots
    long patience = HEALING_NANOS * jobs.size();
    if (now > Math.max(healedNanos, job.begunNanos) + patience) {
      throw new Violation("O8", "a job is not over long after all faults: " + job.told());
    }
    int has = oracles.slots(job.id);
    int others =
        jobs.values().stream()
            .filter(other -> other != job)
            .mapToInt(other -> Math.max(oracles.slots(other.id), other.slots()))
            .sum();
    int wanted = oracles.wantedSlots(job.id).orElse(has);
    boolean rescales =
        wanted != has
            && wanted <= options.workers() * options.slotsPerWorker() - others
            && !job.stoppedEarly;
    boolean waits = rescales || oracles.pendingSavepoint(job.id).isPresent();
    // of a worker that is gone no frame says that the attempt is over, and clients hear late
    boolean runs = oracles.isRunning(job.id) && job.state().equals("RUNNING");
    if (now < peaceNanos || !waits || !runs) {
      job.hinderedNanos = now;
    } else if (now > Math.max(job.hinderedNanos, oracles.askedNanos(job.id)) + PATIENCE_NANOS) {
      throw new Violation(
          "O11",
          rescales
              ? "it is to have " + wanted + " slots for long, and nothing happens: " + job.told()
              : "its savepoint has no outcome: " + job.told());
    }
  }

  /** What it has come to, when it is over. */
  private void judge(JobRun job) {
    if (job.judged) {
      return;
    }
    job.judged = true;
    if (job.state().equals("FINISHED")) {
      oracles.finished(job.id, job.stoppedEarly);
    } else if (job.state().equals("STOPPED")) {
      oracles.stopped(job.id);
    } else if (!job.stoppedEarly) {
      throw new Violation("O8", "a job ended otherwise: " + job.told());
    }
  }

  /** Others go on with savepoints that are there: with one that ends a job, once it is over. */
  private void beginNext(long now) {
    List<Oracles.Savepoint> made = oracles.savepoints();
    while (looked < made.size()) {
      Oracles.Savepoint savepoint = made.get(looked);
      if (dies(savepoint.request(), "logged")) {
        world.strike(new Fault(0, FaultKind.KILL_ALL, "", "", DOWN_MILLIS, 0));
      }
      JobRun before = jobs.get(savepoint.job());
      if (before == null || (savepoint.stop() && !before.isOver())) {
        return;
      }
      looked++;
      int slotsOfNext = nextOf.getOrDefault(savepoint.request(), 0);
      if (slotsOfNext > 0 && (!savepoint.stop() || before.state().equals("STOPPED"))) {
        String id = (savepoint.stop() ? MODEL : "fork") + "-" + (jobs.size() + 1);
        String table = savepoint.stop() ? before.spec.table() : Oracles.TABLES + id;
        begin(id, before.spec.next(table), slotsOfNext, savepoint, now);
      }
    }
  }

  private void begin(
      String id, ModelSpec spec, int parallelism, Oracles.Savepoint savepoint, long now) {
    String client = "client-" + id;
    JobRun next =
        new JobRun(
            id,
            spec,
            parallelism,
            jobSettings(),
            savepoint.directory(),
            now,
            cause -> refused(client, cause));
    jobs.put(id, next);
    oracles.line("BEGINS " + id + " with " + savepoint);
    oracles.watch(id, next.directory(), spec, savepoint.directory());
    if (savepoint.stop()) {
      current = next;
    }
    world.scheduler().after(NEXT_NANOS, () -> world.boot(client));
  }

  /** Where the store fails, a savepoint cannot be read: people try again. */
  private void refused(String client, String cause) {
    oracles.line("REFUSED " + cause);
    if (world.scheduler().now() > healedNanos + SETTLING_NANOS) {
      throw new Violation("O8", "a job was refused after all faults: " + cause);
    }
    world.strike(new Fault(0, FaultKind.KILL, client, "", 1_000, 0));
  }

  private void strike(Fault fault) {
    oracles.line("FAULT " + fault);
    switch (fault.kind()) {
      case USER_FAILURE ->
          userFailsUntil.put(
              fault.target(), world.scheduler().now() + fault.durationMillis() * MILLI);
      case DRAIN, CANCEL -> {
        current.stoppedEarly = true;
        current.wish(
            fault.kind() == FaultKind.DRAIN
                ? JobAction.JOB_ACTION_DRAIN
                : JobAction.JOB_ACTION_CANCEL);
      }
      case SAVEPOINT -> askForSavepoint(fault);
      case RESCALE ->
          wishes.add(
              command(JobAction.JOB_ACTION_RESCALE)
                  .setParallelism((int) fault.parameter())
                  .build());
      case ROT, LOSE_FILE -> damage(fault);
      default -> world.strike(fault);
    }
  }

  private JobCommand.Builder command(JobAction action) {
    return JobCommand.newBuilder()
        .setJob(current.id)
        .setAction(action)
        .setRequest("wish-" + ++requests);
  }

  private void askForSavepoint(Fault fault) {
    List<String> words = List.of(fault.other().split(" ", -1));
    JobCommand wish =
        command(JobAction.JOB_ACTION_SAVEPOINT)
            .setSavepoint(
                SavepointWish.newBuilder()
                    .setDirectory(fault.target())
                    .setStop(words.contains("stop")))
            .build();
    nextOf.put(wish.getRequest(), (int) fault.parameter());
    wordsOf.put(wish.getRequest(), words);
    wishes.add(wish);
    lastSavepoint = wish;
    if (fault.durationMillis() > 0) {
      world.scheduler().after(fault.durationMillis() * MILLI, () -> askAgain(wish));
    }
  }

  /** Who coordinates dies before it hears that the manifest is there. */
  private void manifestWritten(SimNode by) {
    for (String job : jobs.keySet()) {
      oracles
          .pendingSavepoint(job)
          .filter(asked -> dies(asked.getRequest(), "written"))
          .ifPresent(
              asked -> world.strike(new Fault(0, FaultKind.KILL, by.name(), "", DOWN_MILLIS, 0)));
    }
  }

  /** Whether somebody dies because of a request at this moment, which is so once. */
  private boolean dies(String request, String moment) {
    List<String> words = wordsOf.getOrDefault(request, List.of());
    if (!words.contains(moment)) {
      return false;
    }
    wordsOf.remove(request);
    return true;
  }

  /** The log knows of the last request alone. */
  private void askAgain(JobCommand wish) {
    if (lastSavepoint.equals(wish)) {
      wishes.add(wish);
    }
  }

  private void damage(Fault fault) {
    List<String> files = oracles.damageable(current.id);
    if (files.isEmpty()) {
      return;
    }
    String key = files.get((int) (fault.parameter() % files.size()));
    oracles.damaged(key);
    if (fault.kind() == FaultKind.ROT) {
      world.rot(key);
    } else {
      world.store().objects().remove(key);
    }
  }

  private void check() {
    if (!over) {
      throw new Violation("O8", "nothing happens any more");
    }
    oracles.swept(healedNanos);
  }
}
