package io.millrace.runners.distributed.task;

import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.stage.EdgeCodec;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.host.queue.SpillingQueue;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.metrics.MetricsSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of one slot, what finds the splits of sources in it, and where what other slots say
 * goes among them. Tasks furthest downstream come first, so that what is begun gets finished before
 * more is read. Not thread-safe.
 */
final class SlotTasks {

  private static final Logger LOG = LoggerFactory.getLogger(SlotTasks.class);

  /** How often splits are looked for; where a clock stands still, each time. */
  private static final long DISCOVERY_MILLIS = 10;

  /** Where what comes on a channel goes. */
  private record Receiver(TaskInput input, int place) {}

  /** Where credit against a channel goes. */
  private record Sender(TaskOutput output, int target) {}

  /** Takes back an entry of what a part kept. */
  private interface Loader {
    void load(Section section, int keyHash, DecodeBuffer content) throws IOException;
  }

  private final SlotContext context;
  private final Plan plan;
  private final Layout layout;
  private final Rounds rounds;
  private final SlotWire wire;
  private final SideInputHub sideInputs;

  /** Plays the scripts of the job, if that is done in this slot. */
  private final @Nullable Conductor conductor;

  private final List<HostedTask> tasks = new ArrayList<>();
  private final TreeMap<Integer, SplitFinder> servers = new TreeMap<>();
  private final Map<Part, Loader> parts = new HashMap<>();
  private final Map<Integer, Receiver> receivers = new HashMap<>();
  private final Map<Integer, Sender> senders = new HashMap<>();

  /** By the stage that reads the source. */
  private final Map<Integer, SplitQueue> splits = new HashMap<>();

  /**
   * Lays out what the slot has; {@link #make} is to follow.
   *
   * @param rounds told of barriers that come, and given what tasks keep
   * @param wire to the slots of the job
   * @throws IOException if a script cannot be read
   */
  SlotTasks(int slot, SlotContext context, Layout layout, Rounds rounds, SlotWire wire)
      throws IOException {
    this.context = context;
    this.plan = context.program().plan();
    this.layout = layout;
    this.rounds = rounds;
    this.wire = wire;
    this.sideInputs = new SideInputHub(slot, plan, layout, wire);
    this.conductor =
        layout.followsScript() && slot == ScriptClock.CONDUCTING_SLOT
            ? new Conductor(
                context.slots(), wire, layout.hasSinks() ? context.checkpointEveryMillis() : -1)
            : null;
    List<PlanStage> stages = plan.stages();
    for (PlanStage stage : stages) {
      if (stage.root() instanceof Root.ReadRoot read && layout.findsSplits(slot, stage)) {
        addServer(stage, read, plan.source(read.transformId()));
      }
    }
    for (int s = stages.size() - 1; s >= 0; s--) {
      PlanStage stage = stages.get(s);
      layout.tasksIn(slot, stage).forEach(task -> addTask(stage, task));
    }
  }

  private <SplitT> void addServer(PlanStage stage, Root.ReadRoot read, Source<?, SplitT> source)
      throws IOException {
    SourceContext of =
        new SourceContext(context.program().options(), context.slots(), context.wallMillis());
    SplitFinder.Readers readers = (task, message) -> wire.send(layout.slotOf(stage, task), message);
    SplitFinder server;
    if (conductor != null && layout.readsScript(stage)) {
      ScriptServer<SplitT> script =
          ScriptServer.of(stage.id(), source, of, conductor, layout.width(stage), readers);
      conductor.add(script);
      server = script;
    } else {
      server =
          new SplitServer<>(
              stage.id(),
              source,
              of,
              plan.yieldsEndless(read.transformId()),
              layout.followsScript() ? 0 : DISCOVERY_MILLIS,
              layout.width(stage),
              readers);
    }
    servers.put(stage.id(), server);
    parts.put(
        Part.splitsOf(stage.id()), (section, keyHash, content) -> server.load(section, content));
  }

  private void addTask(PlanStage stage, int task) {
    TaskInput input = new TaskInput(this::giveCredit, splitQueue(stage, task));
    HostedTask hosted =
        new HostedTask(
            context, rounds, stage, task, layout.width(stage), input, sideInputs.forTask(stage));
    tasks.add(hosted);
    parts.put(new Part(stage.id(), task), hosted::load);
    for (int edge : stage.inputEdges()) {
      addChannels(plan.edge(edge), task, input);
    }
    for (int edge : stage.outputEdges()) {
      hosted.addOutput(plan.edge(edge), output(plan.edge(edge), task));
    }
  }

  private @Nullable SplitQueue splitQueue(PlanStage stage, int task) {
    if (!(stage.root() instanceof Root.ReadRoot read)) {
      return null;
    }
    Message wants = new Message.WantsSplit(stage.id(), task);
    SplitQueue queue =
        new SplitQueue(
            plan.source(read.transformId()).getSplitCoder(),
            () -> wire.send(layout.slotOfSplits(stage), wants));
    splits.put(stage.id(), queue);
    return queue;
  }

  private void giveCredit(int channel, int batches) {
    wire.send(layout.producerSlotOf(channel), new Message.Credit(channel, batches));
  }

  private void addChannels(Edge edge, int task, TaskInput input) {
    for (int producer = 0; producer < layout.producers(edge); producer++) {
      if (Layout.connects(edge, producer, task)) {
        int channel = layout.channel(edge, producer, task);
        SpillingQueue spilling =
            edge.spillable()
                ? new SpillingQueue(EdgeCodec.of(edge, plan), context.scratch())
                : null;
        receivers.put(channel, new Receiver(input, input.add(channel, spilling)));
      }
    }
  }

  private TaskOutput output(Edge edge, int task) {
    int[] channels = new int[layout.consumers(edge)];
    for (int consumer = 0; consumer < channels.length; consumer++) {
      channels[consumer] =
          Layout.connects(edge, task, consumer)
              ? layout.channel(edge, task, consumer)
              : TaskOutput.NONE;
    }
    TaskOutput output =
        new TaskOutput(
            channels,
            TaskInput.WINDOW,
            message -> wire.send(layout.consumerSlotOf(message.channel()), message));
    for (int target = 0; target < channels.length; target++) {
      if (channels[target] != TaskOutput.NONE) {
        senders.put(channels[target], new Sender(output, target));
      }
    }
    return output;
  }

  // ---- Making, and giving back what was kept

  /** Makes the tasks, to be given back what they kept, if they kept anything. */
  void make() {
    tasks.forEach(HostedTask::make);
  }

  /**
   * Gives a part back an entry of what it kept.
   *
   * @throws IOException if it is not in this slot, or the entry is none of it
   */
  void load(Part part, Section section, int keyHash, DecodeBuffer content) throws IOException {
    Loader loader = parts.get(part);
    if (loader == null) {
      throw new IOException("The state of a slot has " + part + ", which is not in it");
    }
    loader.load(section, keyHash, content);
  }

  /** Tells that everything of a checkpoint was given back. */
  void loaded(long checkpoint) {
    tasks.forEach(task -> task.loaded(checkpoint));
  }

  // ---- Messages

  /**
   * Takes in what a slot said.
   *
   * @throws IOException if it is not meant for this slot, or there is no room for it
   */
  void take(int fromSlot, Message message) throws IOException {
    if (message instanceof Message.Along along) {
      Receiver receiver = receivers.get(along.channel());
      if (receiver == null) {
        throw new IOException("Channel " + along.channel() + " does not lead to this slot");
      }
      if (along instanceof Message.Barrier barrier) {
        rounds.begin(barrier.cut());
      }
      receiver.input().receive(receiver.place(), along);
    } else if (message instanceof Message.Credit credit) {
      Sender sender = senders.get(credit.channel());
      if (sender == null) {
        throw new IOException("Channel " + credit.channel() + " does not begin in this slot");
      }
      sender.output().credit(sender.target(), credit.batches());
    } else if (message instanceof Message.OfSplits of) {
      SplitQueue queue = splits.get(of.stage());
      if (queue == null) {
        throw new IOException("Stage " + of.stage() + " reads no source in this slot");
      }
      if (of instanceof Message.SplitBarrier barrier) {
        rounds.begin(barrier.cut());
      }
      queue.receive(of);
    } else if (message instanceof Message.WantsSplit wants) {
      SplitFinder server = servers.get(wants.stage());
      if (server == null) {
        throw new IOException("Splits of stage " + wants.stage() + " are not found in this slot");
      }
      server.wants(wants.task());
    } else if (message instanceof Message.ScriptTime || message instanceof Message.OfScript) {
      takeOfScript(fromSlot, message);
    } else {
      sideInputs.receive(fromSlot, message);
    }
  }

  private void takeOfScript(int fromSlot, Message message) throws IOException {
    ScriptClock script = context.script();
    if (message instanceof Message.AtRest answer && conductor != null) {
      conductor.atRest(fromSlot, answer);
    } else if (message instanceof Message.AskRest question && script != null) {
      script.ask(question);
    } else if (message instanceof Message.ScriptTime time && script != null) {
      script.tell(time.nowMillis());
    } else {
      throw new IOException("No script is played here: " + message);
    }
  }

  /** Everybody is there: a script begins, or goes on. */
  void run() {
    if (conductor != null) {
      conductor.begin();
    }
  }

  /** Whether it is known what time it is; before that nothing is to be done. */
  boolean mayWork() {
    ScriptClock script = context.script();
    return script == null || script.isKnown();
  }

  /**
   * Nothing is left to do now, and nothing waits behind a barrier: a script may go on.
   *
   * @param clockNanos a clock that does not follow the script
   * @param begun the last checkpoint that the slot was told to make
   * @param applied the last that is complete, and has nothing left to be made visible
   */
  void settled(long clockNanos, long begun, long applied) {
    ScriptClock script = context.script();
    if (conductor != null) {
      conductor.rest(clockNanos, begun);
    }
    if (script != null) {
      script.rest(nextDueMillis(), applied, areFinished());
    }
  }

  /** When the first of those tasks has something to do that know when they have. */
  private long nextDueMillis() {
    return tasks.stream()
        .mapToLong(HostedTask::nextWorkMillis)
        .filter(next -> next != Long.MIN_VALUE)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  // ---- Work

  /** Lets all work once; returns how much they did. */
  int step() throws IOException {
    int done = 0;
    for (SplitFinder server : servers.values()) {
      done += server.work(context.wallMillis().getAsLong());
    }
    for (HostedTask task : tasks) {
      done += task.step();
    }
    return done;
  }

  /** Lets the tasks downstream of a stage work once; returns how much they did. */
  int stepBelow(PlanStage stage) throws IOException {
    int done = 0;
    for (HostedTask task : tasks) {
      if (task.stage().id() > stage.id()) {
        done += task.step();
      }
    }
    return done;
  }

  /** Has tasks pass on what they have, when there is nothing to do for any; returns how much. */
  int rest() {
    int done = 0;
    for (HostedTask task : tasks) {
      done += task.rest();
    }
    return done;
  }

  /**
   * When there may be something to do that nobody tells of, in milliseconds since the epoch; {@link
   * Long#MIN_VALUE} if that is not known, {@link Long#MAX_VALUE} if there is no such thing. How a
   * script's time passes is told.
   */
  long nextWorkMillis() {
    long next = conductor != null && conductor.isAtLoss() ? Long.MIN_VALUE : Long.MAX_VALUE;
    for (SplitFinder server : servers.values()) {
      next = Math.min(next, server.nextWorkMillis());
    }
    for (HostedTask task : tasks) {
      // What comes from a script is told as well.
      if (!layout.readsScript(task.stage())) {
        next = Math.min(next, task.nextWorkMillis());
      }
    }
    ScriptClock script = context.script();
    return script != null && next > script.nowMillis() ? Long.MAX_VALUE : next;
  }

  void checkpointComplete(long checkpoint) {
    tasks.forEach(task -> task.checkpointComplete(checkpoint));
  }

  /** Whether everything is visible that complete checkpoints had for the outside. */
  boolean haveApplied() {
    return tasks.stream().allMatch(HostedTask::hasApplied);
  }

  boolean areFinished() {
    return tasks.stream().allMatch(HostedTask::isFinished);
  }

  MetricsSnapshot metrics() {
    MetricsSnapshot all = MetricsSnapshot.EMPTY;
    for (HostedTask task : tasks) {
      all = all.merge(task.metrics());
    }
    return all;
  }

  /** Saves where splits are found, for a checkpoint that begins: barriers begin there. */
  void saveSplits(Cut cut) throws IOException {
    for (Map.Entry<Integer, SplitFinder> entry : servers.entrySet()) {
      Part part = Part.splitsOf(entry.getKey());
      entry.getValue().save(cut, rounds.sink(cut.checkpoint(), part));
      rounds.saved(cut.checkpoint(), part);
    }
  }

  /** Reads no more of what has no end. */
  void stopSources() {
    servers.values().forEach(SplitFinder::stop);
    tasks.forEach(HostedTask::drain);
  }

  /** Lets go of everything; never throws. */
  void close() {
    tasks.forEach(HostedTask::close);
    servers.values().forEach(server -> closeQuietly("a source", server));
  }

  static void closeQuietly(String what, Closeable closing) {
    try {
      closing.close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cleaning up {} failed: {}", what, e.toString(), e);
    }
  }
}
