package io.millrace.simulation.engine;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.ExponentialBackOff;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.client.JobClient;
import io.millrace.runners.distributed.client.JobListener;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.coordinator.CoordinatorMachine;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import io.millrace.runners.distributed.task.EngineSlot;
import io.millrace.runners.distributed.task.Observer;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotHost;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.runners.distributed.worker.WorkerMachine;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.testing.reference.Outcome;
import io.millrace.sdk.testing.reference.Ties;
import io.millrace.simulation.kernel.Draw;
import io.millrace.simulation.kernel.Effects;
import io.millrace.simulation.kernel.Fault;
import io.millrace.simulation.kernel.FaultKind;
import io.millrace.simulation.kernel.SimNode;
import io.millrace.simulation.kernel.Tampering;
import io.millrace.simulation.kernel.Watcher;
import io.millrace.simulation.kernel.World;
import io.millrace.simulation.oracle.Violation;
import io.millrace.simulation.run.Operator;
import io.millrace.simulation.run.Options;
import io.millrace.simulation.run.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run of the real slots: a cluster executes a random pipeline while faults strike, heals, and
 * must have made visible what the rules say.
 */
final class EngineSimulation implements Watcher {

  private static final long MILLI = 1_000_000;
  private static final String OPERATOR = "operator";
  private static final long HEALING_NANOS = 240_000 * MILLI;
  private static final long STEPS_A_SECOND = 60_000;
  private static final int TRACE_LINES = 120;

  /** What would end the job early, or has it go back to a checkpoint before the newest. */
  private static final Set<FaultKind> LEFT_OUT =
      EnumSet.of(FaultKind.DRAIN, FaultKind.CANCEL, FaultKind.ROT, FaultKind.LOSE_FILE);

  /** What people ask for, of a job that can have any number of slots. */
  private static final Set<FaultKind> WISHES = EnumSet.of(FaultKind.SAVEPOINT, FaultKind.RESCALE);

  /** What a run came to. */
  record Run(Optional<Violation> violation, long traceHash, Map<String, Long> counts) {}

  private final Options options;
  private final List<Fault> faults = new ArrayList<>();
  private final CaseJob job;
  private final UnaryOperator<Slot> planted;
  private final ClusterSettings settings;
  private final World world;
  private final ArrayDeque<JobCommand> wishes = new ArrayDeque<>();
  private Submit submit;

  /** With how many slots another job goes on with what this one ends with. */
  private int nextSlots = 1;

  private int jobs = 1;
  private int requests;
  private final ArrayDeque<String> trace = new ArrayDeque<>();
  private final TreeMap<String, Long> counts = new TreeMap<>();
  private final TreeMap<String, Long> userFailsUntil = new TreeMap<>();
  private final TreeMap<Integer, MetricsSnapshot> metrics = new TreeMap<>();
  private long metricsOfAttempt;
  private Optional<JobStatus> status = Optional.empty();
  private @Nullable JobClient client;

  private boolean begun;
  private long healedNanos;

  /** Whether a checkpoint was given up that was complete: then output may be repeated. */
  private boolean mayRepeat;

  private EngineSimulation(long seed, List<Fault> given, UnaryOperator<Slot> planted) {
    this.options = Options.of(seed);
    this.job = CaseJob.of(seed, options.parallelism());
    this.planted = planted;
    this.faults.addAll(given);
    List<String> coordinators = new ArrayList<>();
    for (int i = 0; i < options.coordinators(); i++) {
      coordinators.add("c" + i);
    }
    this.settings = ClusterSettings.of("cluster", coordinators);
    this.submit = submission("case", job.parallelism(), "");
    this.world =
        new World(
            seed, this, Tampering.NONE, new Effects(0, Effects.Interruption.KILL), this::machine);
  }

  /** The faults of a seed, at times after the job has begun. */
  static List<Fault> faults(long seed) {
    Options options = Options.of(seed);
    Draw draw = new Draw(seed ^ 0xE46L);
    long span = draw.between("span", 300, 10_000);
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Schedule.of(seed).faults()) {
      if (!LEFT_OUT.contains(fault.kind())) {
        long at = (fault.atMillis() - Options.WARM_UP_MILLIS) * span / options.chaosMillis();
        faults.add(
            new Fault(
                Math.max(0, at),
                fault.kind(),
                fault.target(),
                fault.other(),
                Math.min(fault.durationMillis(), 3_000),
                fault.parameter()));
      }
    }
    return faults;
  }

  /** Runs a seed. */
  static Run run(long seed) {
    return run(seed, faults(seed));
  }

  /** Runs a seed with other faults than its own. */
  static Run run(long seed, List<Fault> faults) {
    return run(seed, faults, UnaryOperator.identity());
  }

  /** Runs a seed with something planted around each slot. */
  static Run run(long seed, List<Fault> faults, UnaryOperator<Slot> planted) {
    return new EngineSimulation(seed, faults, planted).run();
  }

  private Submit submission(String id, int parallelism, String savepoint) {
    return Submit.newBuilder()
        .setDirectory("jobs/" + id)
        .setIdentity(
            JobIdentity.newBuilder()
                .setJob(id)
                .setParallelism(parallelism)
                .setPayload(job.program())
                .addAllStages(job.stages())
                .setSavepoint(savepoint)
                .setSettings(
                    JobSettings.newBuilder()
                        .setCheckpointIntervalMs(options.checkpointMillis())
                        .setCheckpointTimeoutMs(4_000)
                        .setCheckpointMinPauseMs(50)
                        .setCheckpointFailuresTolerated(2)
                        .setCheckpointsRetained(3)
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
    if (node.equals(client())) {
      client = new JobClient(submit, settings, 1_000 * MILLI, new Follower(submit, node), context);
      return client;
    }
    if (node.equals(OPERATOR)) {
      return new Operator(settings, wishes, context);
    }
    if (settings.coordinators().contains(node)) {
      return new CoordinatorMachine(node, settings, context);
    }
    return new WorkerMachine(
        node,
        options.slotsPerWorker(),
        settings,
        host -> planted.apply(new Fragile(node, host)),
        context);
  }

  private String client() {
    return "client-" + submit.getIdentity().getJob();
  }

  /** Follows one of the jobs; when it has ended with a savepoint, another one goes on with that. */
  private final class Follower implements JobListener {
    private final Submit followed;
    private final String node;

    Follower(Submit followed, String node) {
      this.followed = followed;
      this.node = node;
    }

    @Override
    public void status(JobStatus now) {
      if (!followed.equals(submit)) {
        return;
      }
      status = Optional.of(now);
      boolean suspended = now.getState().equals("SUSPENDED");
      if (client != null) {
        client.wish(suspended ? JobAction.JOB_ACTION_RESUME : JobAction.JOB_ACTION_DESCRIBE);
      }
      if (now.getState().equals("STOPPED")) {
        goOn(now.getSavepoint().getDirectory());
      }
    }

    @Override
    public void refused(String message) {
      // where the store fails a savepoint cannot be read
      if (followed.getIdentity().getSavepoint().isEmpty()
          || world.scheduler().now() > healedNanos + HEALING_NANOS / 4) {
        throw new Violation("O8", "the job was refused: " + message);
      }
      line("REFUSED " + message);
      world.strike(new Fault(0, FaultKind.KILL, node, "", 1_000, 0));
    }
  }

  private void goOn(String savepoint) {
    submit = submission("case-" + ++jobs, nextSlots, savepoint);
    status = Optional.empty();
    metricsOfAttempt = 0;
    metrics.clear();
    counts.merge("job.goes-on", 1L, Long::sum);
    String next = client();
    world.scheduler().after(MILLI, () -> world.boot(next));
  }

  /** A real slot whose user code fails when fate says so. */
  private final class Fragile implements Slot, Observer {
    private final String node;
    private final SlotHost host;
    private final EngineSlot slot;
    private String of = "";
    private long attempt;
    private boolean failed;

    Fragile(String node, SlotHost host) {
      this.node = node;
      this.host = host;
      this.slot =
          new EngineSlot(
              host,
              new EngineSlot.Means(
                  purpose -> {
                    throw new IOException("nothing goes to disk here");
                  },
                  new StateDirectory(Path.of("target", "engine-simulation")),
                  1 << 20,
                  this));
    }

    private boolean fails() {
      if (!failed && world.scheduler().now() < userFailsUntil.getOrDefault(node, 0L)) {
        failed = true;
        host.failed(FailureKind.FAILURE_KIND_USER, "user code fails");
      }
      return failed;
    }

    @Override
    public void start(SlotStart start) {
      of = start.job();
      attempt = start.attempt();
      slot.start(start);
    }

    @Override
    public void run() {
      slot.run();
    }

    @Override
    public void receive(int fromSlot, ByteString frame) {
      if (!fails()) {
        slot.receive(fromSlot, frame);
      }
    }

    @Override
    public void takeOver(int fromSlot, Object message) {
      if (!fails()) {
        slot.takeOver(fromSlot, message);
      }
    }

    @Override
    public void trigger(Cut cut) {
      if (!fails()) {
        slot.trigger(cut);
      }
    }

    @Override
    public void complete(long checkpoint) {
      slot.complete(checkpoint);
    }

    @Override
    public void stopSources() {
      slot.stopSources();
    }

    @Override
    public void stop() {
      slot.stop();
    }

    @Override
    public long stateHash() {
      return slot.stateHash();
    }

    @Override
    public void metrics(int number, MetricsSnapshot snapshot) {
      if (!of.equals(submit.getIdentity().getJob())) {
        return;
      }
      if (attempt > metricsOfAttempt) {
        metricsOfAttempt = attempt;
        metrics.clear();
      }
      if (attempt == metricsOfAttempt) {
        metrics.put(number, snapshot);
      }
    }

    @Override
    public void failed(PipelineExecutionException failure) {
      Violation violation = new Violation("O0", "a slot failed: " + stack(failure));
      violation.initCause(failure);
      throw violation;
    }
  }

  private static String stack(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      List<StackTraceElement> frames = Arrays.asList(each.getStackTrace());
      text.append(each).append(" at ").append(frames.subList(0, Math.min(6, frames.size())));
    }
    return text.toString();
  }

  private Run run() {
    job.begin();
    Optional<Violation> violation = Optional.empty();
    try {
      play();
      check();
    } catch (Violation e) {
      violation = Optional.of(e);
    } catch (RuntimeException e) {
      violation = Optional.of(new Violation("O0", stack(e)));
    }
    job.outcome(MetricsSnapshot.EMPTY);
    return new Run(
        violation.map(
            v -> new Violation(v.oracle(), v.getMessage() + "\n" + String.join("\n", trace))),
        world.traceHash(),
        counts);
  }

  private void play() {
    settings.coordinators().forEach(world::boot);
    for (int i = 0; i < options.workers(); i++) {
      world.boot("w" + i);
    }
    world.boot(client());
    if (faults.stream().anyMatch(fault -> WISHES.contains(fault.kind()))) {
      world.boot(OPERATOR);
    }
    while (!status.map(JobStatus::getEnded).orElse(false)) {
      if (!world.scheduler().step()) {
        throw new Violation("O8", "nothing happens any more");
      }
      long now = world.scheduler().now();
      if (now > healedNanos + HEALING_NANOS) {
        throw new Violation("O8", "the job is not over long after all faults: " + status);
      }
      if (world.scheduler().steps() > STEPS_A_SECOND * (5 + now / 1_000_000_000L)) {
        throw new Violation("O8", "a storm of events: " + world.scheduler().steps());
      }
    }
  }

  /** The job is at work: from now on faults strike. */
  private void begun() {
    begun = true;
    for (Fault fault : faults) {
      world.scheduler().after(fault.atMillis() * MILLI, () -> strike(fault));
      long over = (fault.atMillis() + fault.durationMillis()) * MILLI;
      healedNanos = Math.max(healedNanos, world.scheduler().now() + over);
    }
  }

  private void strike(Fault fault) {
    line("FAULT " + fault);
    counts.merge("fault." + fault.kind(), 1L, Long::sum);
    if (WISHES.contains(fault.kind())) {
      wish(fault);
    } else if (fault.kind() == FaultKind.USER_FAILURE) {
      userFailsUntil.put(fault.target(), world.scheduler().now() + fault.durationMillis() * MILLI);
    } else {
      world.strike(fault);
    }
  }

  private void wish(Fault fault) {
    if (!job.isForAnySlots()) {
      return;
    }
    boolean savepoint = fault.kind() == FaultKind.SAVEPOINT;
    JobCommand.Builder command =
        JobCommand.newBuilder()
            .setJob(submit.getIdentity().getJob())
            .setRequest("wish-" + ++requests)
            .setAction(savepoint ? JobAction.JOB_ACTION_SAVEPOINT : JobAction.JOB_ACTION_RESCALE);
    if (savepoint) {
      boolean stop = fault.other().startsWith("stop");
      nextSlots = stop ? Math.max(1, (int) fault.parameter()) : nextSlots;
      command.setSavepoint(SavepointWish.newBuilder().setDirectory(fault.target()).setStop(stop));
    } else {
      command.setParallelism((int) fault.parameter());
    }
    wishes.add(command.build());
  }

  private void check() {
    if (!status.map(JobStatus::getState).orElse("").equals("FINISHED")) {
      throw new Violation("O8", "the job ended as " + status);
    }
    MetricsSnapshot all = MetricsSnapshot.EMPTY;
    for (MetricsSnapshot each : metrics.values()) {
      all = all.merge(each);
    }
    Outcome actual = job.outcome(all);
    counts.merge("lines", actual.panes().values().stream().mapToLong(List::size).sum(), Long::sum);
    if (!mayRepeat && !job.allows(actual)) {
      throw new Violation(
          "O2",
          "what is visible is not what the rules say of "
              + job
              + "\n  the rules say"
              + job.expected(Ties.asTheyCame())
              + "\n  visible is"
              + actual);
    }
  }

  private void line(String line) {
    trace.add(String.format("%12.6f %s", world.scheduler().now() / 1e9, line));
    if (trace.size() > TRACE_LINES) {
      trace.remove();
    }
  }

  @Override
  public void sent(SimNode from, String to, ByteString frame) {}

  @Override
  public void applied(SimNode by, StoreOp op, StoreReply reply) {}

  @Override
  public void traced(SimNode node, String kind, long[] values) {
    counts.merge(kind, 1L, Long::sum);
    line(node + " " + kind + " " + Arrays.toString(values));
    mayRepeat |= kind.equals("checkpoint.bad");
    if (kind.equals("attempt.running") && !begun) {
      begun();
    }
  }

  @Override
  public void alarmed(SimNode node, String message) {
    line(node + " ALARM " + message);
  }

  @Override
  public void halted(SimNode node, String reason) {
    line(node + " HALT " + reason);
  }

  @Override
  public void told(SimNode node) {}
}
