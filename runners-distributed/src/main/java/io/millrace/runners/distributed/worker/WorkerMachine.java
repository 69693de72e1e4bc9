package io.millrace.runners.distributed.worker;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Deploy;
import io.millrace.cluster.v1.Deposed;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.Heartbeat;
import io.millrace.cluster.v1.RefusalKind;
import io.millrace.cluster.v1.Refused;
import io.millrace.cluster.v1.Register;
import io.millrace.cluster.v1.SlotFrame;
import io.millrace.cluster.v1.SlotNews;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.Trigger;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.control.Links;
import io.millrace.runners.distributed.machine.Calls;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StateHash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The worker as far as it decides: it registers with who coordinates, gives signs of life and wants
 * them acknowledged, takes slots and passes on what they are told and what they say.
 *
 * <p>It obeys the highest generation that it has heard of. When it loses who coordinates it stops
 * all slots, for they were given to others by then or will be; when it is told that it was declared
 * dead it ends.
 */
public final class WorkerMachine implements Machine, Deployment.Worker {

  /** What stands in front of the frame of a slot, at most. */
  private static final int FRAME_HEAD_BYTES = 1 << 10;

  private final String node;
  private final int slots;
  private final ClusterSettings settings;
  private final SlotFactory slotFactory;
  private final Calls calls;
  private final Scope scope;
  private final Links links = new Links();
  private final PeerWatch peers;

  private final TreeMap<String, Deployment> deployments = new TreeMap<>();
  private final ArrayDeque<Runnable> local = new ArrayDeque<>();
  private long incarnation;
  private long generation;
  private @Nullable Peer coordinator;
  private long heartbeat;
  private long acknowledged;
  private long heardNanos;

  /**
   * A worker that was not started.
   *
   * @param slots how many slots it offers
   */
  public WorkerMachine(
      String node, int slots, ClusterSettings settings, SlotFactory slotFactory, Context context) {
    this.node = node;
    this.slots = slots;
    this.settings = settings;
    this.slotFactory = slotFactory;
    this.calls = new Calls(context);
    this.scope = calls.scope();
    this.peers = new PeerWatch(links, settings);
  }

  @Override
  public void on(Event event, Context context) {
    calls.enter(context);
    if (event instanceof Event.Start) {
      incarnation = context.random("incarnation");
      tick();
    } else if (event instanceof Event.LinkUp up) {
      linkUp(up.peer());
    } else if (event instanceof Event.LinkDown down) {
      if (links.down(down.peer())) {
        lost(down.peer());
      }
    } else if (event instanceof Event.FrameIn in) {
      links.receive(context, in, this::lost).ifPresent(frame -> frame(in.from(), frame));
    } else if (event instanceof Event.Told told) {
      told.action().run();
    } else {
      calls.dispatch(event);
    }
    while (!local.isEmpty()) {
      local.remove().run();
    }
    for (Deployment deployment : deployments.values()) {
      if (!deployment.stands()) {
        deployment.reportStarted(isConnected(deployment));
      }
    }
  }

  private Context context() {
    return calls.context();
  }

  private void tick() {
    scope.after(settings.heartbeatNanos(), this::tick);
    settings.coordinators().forEach(other -> links.connect(context(), other));
    connectDeployments();
    if (coordinator == null) {
      settings.coordinators().forEach(other -> links.to(other).ifPresent(this::register));
    } else if (context().nowNanos() - heardNanos > settings.timeoutNanos()) {
      context().trace("worker.unheard", heartbeat, acknowledged);
      Peer silent = coordinator;
      links.close(context(), silent);
      lost(silent);
    } else {
      heartbeat++;
      send(
          coordinator,
          ControlFrame.newBuilder()
              .setHeartbeat(
                  Heartbeat.newBuilder().setNumber(heartbeat).setAcknowledged(acknowledged)));
    }
    peers.tick(context(), generation, this::isWorkerInUse).forEach(this::lost);
  }

  private boolean isWorkerInUse(String other) {
    return deployments.values().stream().anyMatch(d -> d.needs(other));
  }

  private void linkUp(Peer peer) {
    links.up(context(), peer).ifPresent(this::lost);
    if (isCoordinator(peer.node())) {
      if (coordinator == null) {
        register(peer);
      }
    } else {
      peers.up(context(), peer);
    }
  }

  private boolean isCoordinator(String other) {
    return settings.coordinators().contains(other);
  }

  private void register(Peer peer) {
    send(
        peer,
        ControlFrame.newBuilder()
            .setRegister(
                Register.newBuilder()
                    .setProtocolVersion(ClusterSettings.PROTOCOL_VERSION)
                    .setIncarnation(incarnation)
                    .setSlots(slots)));
  }

  private void send(Peer to, ControlFrame.Builder frame) {
    links.send(context(), to, generation, frame);
  }

  /** A connection is gone, and so is what may have been under way. */
  private void lost(Peer peer) {
    if (peer.equals(coordinator)) {
      coordinator = null;
      stopAll();
    } else if (!isCoordinator(peer.node())) {
      for (Deployment deployment : List.copyOf(deployments.values())) {
        // before it stands nothing was sent: a new connection is as good
        if (deployment.needs(peer.node()) && deployment.stands()) {
          deployment.failed(
              FailureKind.FAILURE_KIND_INFRASTRUCTURE,
              "the connection to " + peer.node() + " broke");
        }
      }
    }
  }

  private void stopAll() {
    List<Deployment> stopped = List.copyOf(deployments.values());
    deployments.clear();
    stopped.forEach(Deployment::stop);
  }

  private void frame(Peer from, ControlFrame frame) {
    switch (frame.getBodyCase()) {
      case PING, PONG -> peers.receive(context(), generation, from, frame);
      case SLOT_FRAME -> slotFrame(frame.getSlotFrame());
      case REFUSED -> refused(from, frame.getRefused(), frame.getGeneration());
      case LEADING -> leading(from, frame.getGeneration());
      case REGISTERED -> registered(from, frame.getGeneration());
      default -> {
        if (from.equals(coordinator) && frame.getGeneration() == generation) {
          command(frame);
        } else {
          context().trace("worker.fenced", frame.getGeneration(), generation);
          depose(from, frame.getGeneration());
        }
      }
    }
  }

  private void depose(Peer from, long theirs) {
    if (theirs < generation && isCoordinator(from.node())) {
      send(from, ControlFrame.newBuilder().setDeposed(Deposed.getDefaultInstance()));
    }
  }

  private void refused(Peer from, Refused refused, long theirs) {
    if (theirs < generation && refused.getKind() == RefusalKind.REFUSAL_KIND_DEAD) {
      // it was stopped itself, and heard nobody: another one coordinates since
      depose(from, theirs);
      return;
    }
    switch (refused.getKind()) {
      case REFUSAL_KIND_DEAD, REFUSAL_KIND_VERSION ->
          context().halt(from.node() + " refused this worker: " + refused.getMessage());
      default -> {}
    }
  }

  private void leading(Peer from, long theirs) {
    if (theirs < generation) {
      depose(from, theirs);
    } else if (theirs > generation) {
      generation = theirs;
      coordinator = null;
      stopAll();
      register(from);
    }
  }

  private void registered(Peer from, long theirs) {
    if (theirs < generation) {
      depose(from, theirs);
      return;
    }
    if (!from.equals(coordinator)) {
      stopAll();
    }
    generation = theirs;
    coordinator = from;
    heardNanos = context().nowNanos();
    acknowledged = heartbeat;
    context().trace("worker.registered", generation);
  }

  private void command(ControlFrame frame) {
    switch (frame.getBodyCase()) {
      case HEARTBEAT_ACK -> {
        acknowledged = Math.max(acknowledged, frame.getHeartbeatAck().getNumber());
        heardNanos = context().nowNanos();
      }
      case DEPLOY -> deploy(frame.getDeploy());
      case RUN -> each(frame.getRun().getJob(), frame.getRun().getAttempt(), Slot::run);
      case UNDEPLOY -> undeploy(frame.getUndeploy().getJob(), frame.getUndeploy().getAttempt());
      case TRIGGER -> {
        Trigger trigger = frame.getTrigger();
        Cut cut = new Cut(trigger.getCheckpoint(), trigger.getByKey(), trigger.getSavepoint());
        each(trigger.getJob(), trigger.getAttempt(), slot -> slot.trigger(cut));
      }
      case COMPLETE -> {
        long checkpoint = frame.getComplete().getCheckpoint();
        each(
            frame.getComplete().getJob(),
            frame.getComplete().getAttempt(),
            slot -> slot.complete(checkpoint));
      }
      case STOP_SOURCES ->
          each(
              frame.getStopSources().getJob(),
              frame.getStopSources().getAttempt(),
              Slot::stopSources);
      default -> context().alarm("a frame that no worker understands: " + frame.getBodyCase());
    }
  }

  private void each(String job, long attempt, Consumer<Slot> action) {
    for (Deployment deployment : List.copyOf(deployments.values())) {
      if (isOf(deployment, job, attempt)) {
        action.accept(deployment.slot);
      }
    }
  }

  private static boolean isOf(Deployment deployment, String job, long attempt) {
    return deployment.deploy.getJob().equals(job) && deployment.deploy.getAttempt() == attempt;
  }

  private static String key(String job, int slot) {
    return job + "/" + slot;
  }

  private void deploy(Deploy deploy) {
    String key = key(deploy.getJob(), deploy.getSlot());
    Deployment there = deployments.get(key);
    if (there != null && there.deploy.getAttempt() >= deploy.getAttempt()) {
      return;
    }
    undeploy(deploy.getJob(), deploy.getAttempt() - 1);
    Deployment deployment = new Deployment(deploy, scope.another(), slotFactory, this);
    deployments.put(key, deployment);
    context().trace("slot.deployed", deploy.getAttempt(), deploy.getSlot());
    connectDeployments();
    deployment.start();
  }

  private void undeploy(String job, long upToAttempt) {
    List<Deployment> over = new ArrayList<>();
    for (Deployment deployment : deployments.values()) {
      if (deployment.deploy.getJob().equals(job) && deployment.deploy.getAttempt() <= upToAttempt) {
        over.add(deployment);
      }
    }
    over.forEach(deployment -> deployments.remove(key(job, deployment.deploy.getSlot())));
    over.forEach(Deployment::stop);
  }

  /** Of two workers the one whose name comes first asks for the connection. */
  private void connectDeployments() {
    for (Deployment deployment : deployments.values()) {
      for (String other : deployment.deploy.getWorkersList()) {
        if (node.compareTo(other) < 0) {
          links.connect(context(), other);
        }
      }
    }
  }

  private boolean isConnected(Deployment deployment) {
    return deployment.deploy.getWorkersList().stream()
        .allMatch(other -> other.equals(node) || links.to(other).isPresent());
  }

  private void slotFrame(SlotFrame frame) {
    Deployment deployment = deployments.get(key(frame.getJob(), frame.getTo()));
    if (deployment == null
        || deployment.hasFailed()
        || !isOf(deployment, frame.getJob(), frame.getAttempt())) {
      context().trace("slot.frame.stale", frame.getAttempt(), frame.getTo());
      return;
    }
    deployment.slot.receive(frame.getFrom(), frame.getFrame());
  }

  @Override
  public void route(Deployment from, int toSlot, ByteString frame) {
    String other = from.deploy.getWorkers(toSlot);
    if (frame.size() > ClusterSettings.MAX_FRAME_BYTES - FRAME_HEAD_BYTES) {
      from.failed(
          FailureKind.FAILURE_KIND_USER,
          String.format(
              "a batch of elements has %d bytes, and can have %d at most between workers",
              frame.size(), ClusterSettings.MAX_FRAME_BYTES - FRAME_HEAD_BYTES));
      return;
    }
    SlotFrame head =
        SlotFrame.newBuilder()
            .setJob(from.deploy.getJob())
            .setAttempt(from.deploy.getAttempt())
            .setFrom(from.deploy.getSlot())
            .setTo(toSlot)
            .build();
    if (other.equals(node)) {
      SlotFrame message = head.toBuilder().setFrame(frame).build();
      local.add(() -> slotFrame(message));
      return;
    }
    Optional<Peer> peer = links.to(other);
    if (peer.isPresent()) {
      links.send(context(), peer.get(), generation, head, frame);
    } else {
      from.failed(FailureKind.FAILURE_KIND_INFRASTRUCTURE, "there is no connection to " + other);
    }
  }

  @Override
  public boolean isLocal(Deployment from, int toSlot) {
    return from.deploy.getWorkers(toSlot).equals(node);
  }

  @Override
  public void handOver(Deployment from, int toSlot, Object message) {
    local.add(
        () -> {
          Deployment to = deployments.get(key(from.deploy.getJob(), toSlot));
          if (to != null && to.deploy.getAttempt() == from.deploy.getAttempt()) {
            to.slot.takeOver(from.deploy.getSlot(), message);
          }
        });
  }

  @Override
  public void report(SlotReport.Builder report) {
    if (coordinator != null) {
      send(coordinator, ControlFrame.newBuilder().setSlotReport(report));
    }
  }

  /**
   * Passes on what a slot has to say to users; it is lost if nobody coordinates. To be called on
   * the machine's thread.
   */
  public void tellNews(SlotNews news) {
    if (coordinator != null) {
      send(coordinator, ControlFrame.newBuilder().setSlotNews(news));
    }
  }

  @Override
  public long stateHash() {
    StateHash hash = new StateHash().add(generation).add(heartbeat).add(acknowledged);
    hash.add(Objects.toString(coordinator));
    deployments.forEach(
        (key, d) -> hash.add(key).add(d.deploy.getAttempt()).add(d.slot.stateHash()));
    return hash.value();
  }
}
