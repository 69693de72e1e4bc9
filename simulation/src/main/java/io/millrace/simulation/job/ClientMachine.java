package io.millrace.simulation.job;

import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.RefusalKind;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.control.Links;
import io.millrace.runners.distributed.machine.Calls;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StateHash;
import java.util.Optional;

/** Submits a job, asks again until it is over, and resumes it when it was suspended. */
public final class ClientMachine implements Machine {

  private static final long POLL_NANOS = 1_000_000_000L;

  private final Submit submit;
  private final ClusterSettings settings;
  private final Calls calls;
  private final Scope scope;
  private final Links links = new Links();
  private Optional<JobAction> wish = Optional.empty();
  private Optional<JobStatus> status = Optional.empty();
  private Optional<String> refusal = Optional.empty();

  /** A client that was not started. */
  public ClientMachine(Submit submit, ClusterSettings settings, Context context) {
    this.submit = submit;
    this.settings = settings;
    this.calls = new Calls(context);
    this.scope = calls.scope();
  }

  /** From now on asks for this until the job is over. */
  public void wish(JobAction action) {
    wish = Optional.of(action);
  }

  /** What was last said of the job. */
  public Optional<JobStatus> status() {
    return status;
  }

  /** Why the job was refused, if it was. */
  public Optional<String> refusal() {
    return refusal;
  }

  @Override
  public void on(Event event, Context context) {
    calls.enter(context);
    if (event instanceof Event.Start) {
      tick();
    } else if (event instanceof Event.LinkUp up) {
      links
          .up(context, up.peer())
          .ifPresent(replaced -> context.trace("client.replaced", replaced.epoch()));
      ask(up.peer());
    } else if (event instanceof Event.LinkDown down) {
      links.down(down.peer());
    } else if (event instanceof Event.FrameIn in) {
      links.receive(context, in).ifPresent(this::frame);
    } else {
      calls.dispatch(event);
    }
  }

  private void tick() {
    scope.after(POLL_NANOS, this::tick);
    for (String coordinator : settings.coordinators()) {
      links.connect(calls.context(), coordinator);
      links.to(coordinator).ifPresent(this::ask);
    }
  }

  private void ask(Peer peer) {
    links.send(calls.context(), peer, 0, ControlFrame.newBuilder().setSubmit(submit));
    boolean suspended = status.map(s -> s.getState().equals("SUSPENDED")).orElse(false);
    JobAction action = suspended ? JobAction.JOB_ACTION_RESUME : wish.orElse(null);
    if (action != null) {
      links.send(
          calls.context(),
          peer,
          0,
          ControlFrame.newBuilder()
              .setJobCommand(
                  JobCommand.newBuilder().setJob(submit.getIdentity().getJob()).setAction(action)));
    }
  }

  private void frame(ControlFrame frame) {
    if (frame.hasJobStatus() && !frame.getJobStatus().getState().equals("UNKNOWN")) {
      status = Optional.of(frame.getJobStatus());
    } else if (frame.hasRefused() && frame.getRefused().getKind() == RefusalKind.REFUSAL_KIND_JOB) {
      refusal = Optional.of(frame.getRefused().getMessage());
    }
  }

  @Override
  public long stateHash() {
    return new StateHash().add(status.map(JobStatus::getState).orElse("")).value();
  }
}
