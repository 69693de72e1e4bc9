package io.millrace.simulation.run;

import io.millrace.cluster.v1.ExponentialBackOff;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.client.JobClient;
import io.millrace.runners.distributed.client.JobListener;
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
import io.millrace.simulation.kernel.Tampering;
import io.millrace.simulation.kernel.World;
import io.millrace.simulation.oracle.Oracles;
import io.millrace.simulation.oracle.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run: a cluster starts, executes a job while faults strike, heals, and must finish the job.
 */
public final class Simulation {

  private static final long MILLI = 1_000_000;
  private static final String CLUSTER = "cluster";
  private static final String DIRECTORY = "jobs/model";
  private static final String CLIENT = "client";
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

  /** Follows the job, and has it resumed whenever it is suspended. */
  private static final class Follower implements JobListener {

    private Optional<JobStatus> status = Optional.empty();
    private JobAction wish = JobAction.JOB_ACTION_DESCRIBE;
    private @Nullable JobClient client;

    JobClient client(JobClient newClient) {
      client = newClient;
      newClient.wish(wish);
      return newClient;
    }

    /** From now on asks for this until the job is over. */
    void wish(JobAction action) {
      wish = action;
      tell();
    }

    private void tell() {
      if (client != null) {
        boolean suspended = status.map(s -> s.getState().equals("SUSPENDED")).orElse(false);
        client.wish(suspended ? JobAction.JOB_ACTION_RESUME : wish);
      }
    }

    @Override
    public void status(JobStatus now) {
      status = Optional.of(now);
      tell();
    }

    @Override
    public void refused(String message) {
      throw new Violation("O8", "the job was refused: " + message);
    }
  }

  private final Schedule schedule;
  private final Options options;
  private final SlotMaker slots;
  private final ClusterSettings settings;
  private final World world;
  private final Oracles oracles;
  private final Submit submit;
  private final TreeMap<String, Long> userFailsUntil = new TreeMap<>();
  private final Follower follower = new Follower();
  private long healedNanos;
  private long attemptsBefore;
  private long endedNanos;
  private boolean stoppedEarly;
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
    ModelSpec spec =
        new ModelSpec(
            options.seed(),
            options.records(),
            options.keys(),
            options.batch(),
            options.paceMillis(),
            options.window(),
            options.overtakeMillis());
    this.submit = submission(options, spec);
    Effects effects = new Effects(schedule.effect(), schedule.interruption());
    World[] made = new World[1];
    this.oracles =
        new Oracles(
            CLUSTER,
            DIRECTORY,
            spec,
            options.parallelism(),
            RETAINED,
            () -> made[0].store().objects(),
            () -> made[0].scheduler().now(),
            traceLines);
    made[0] = new World(options.seed(), oracles, tampering, effects, this::machine);
    this.world = made[0];
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

  private static Submit submission(Options options, ModelSpec spec) {
    return Submit.newBuilder()
        .setDirectory(DIRECTORY)
        .setIdentity(
            JobIdentity.newBuilder()
                .setJob("model")
                .setParallelism(options.parallelism())
                .setPayload(spec.encode())
                .setSettings(
                    JobSettings.newBuilder()
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
                                        .setResetAfterMs(20_000)))))
        .build();
  }

  private Machine machine(String node, Context context) {
    if (node.equals(CLIENT)) {
      return follower.client(new JobClient(submit, settings, POLL_NANOS, follower, context));
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
      world.boot(CLIENT);
      long lastOver = (Options.WARM_UP_MILLIS + options.chaosMillis()) * MILLI;
      for (Fault fault : schedule.faults()) {
        world.scheduler().after(fault.atMillis() * MILLI, () -> strike(fault));
        lastOver = Math.max(lastOver, (fault.atMillis() + fault.durationMillis()) * MILLI);
      }
      healedNanos = lastOver;
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
        status().map(JobStatus::getState).orElse(""),
        oracles.counts(),
        oracles.trace());
  }

  private Optional<JobStatus> status() {
    return follower.status;
  }

  private long attempts() {
    return oracles.counts().getOrDefault("attempt.deployed", 0L);
  }

  /** Looks every now and then whether the job is over. */
  private void look() {
    long now = world.scheduler().now();
    boolean ended = status().map(JobStatus::getEnded).orElse(false);
    if (ended && endedNanos == 0) {
      endedNanos = now;
    }
    if (!ended && now > healedNanos + HEALING_NANOS) {
      throw new Violation(
          "O8",
          "the job is not over long after all faults: "
              + status().map(s -> s.getState() + ", " + s.getMessage()).orElse("nothing is known"));
    }
    if (now > healedNanos && attempts() > attemptsBefore + ATTEMPTS_AFTER_HEALING) {
      throw new Violation("O8", "attempts fail over and over after all faults");
    }
    over = ended && now > Math.max(endedNanos, healedNanos) + SETTLING_NANOS;
    world.scheduler().after(200 * MILLI, this::look);
  }

  private void strike(Fault fault) {
    oracles.line("FAULT " + fault);
    switch (fault.kind()) {
      case USER_FAILURE ->
          userFailsUntil.put(
              fault.target(), world.scheduler().now() + fault.durationMillis() * MILLI);
      case DRAIN, CANCEL -> {
        stoppedEarly = true;
        follower.wish(
            fault.kind() == FaultKind.DRAIN
                ? JobAction.JOB_ACTION_DRAIN
                : JobAction.JOB_ACTION_CANCEL);
      }
      case ROT, LOSE_FILE -> damage(fault);
      default -> world.strike(fault);
    }
  }

  private void damage(Fault fault) {
    List<String> files = oracles.damageable();
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
    if (status().map(s -> s.getState().equals("FINISHED")).orElse(false)) {
      int[] whole = new int[options.parallelism()];
      Arrays.fill(whole, options.records());
      oracles.finished(stoppedEarly, whole);
    } else if (!stoppedEarly) {
      throw new Violation("O8", "the job ended as " + status());
    }
    oracles.swept(healedNanos);
  }
}
