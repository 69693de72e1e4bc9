package io.millrace.runners.distributed.client;

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

/**
 * Submits a job and follows it until it is over. Asking again is safe, so it asks until it knows,
 * and any coordinator that answers will do.
 */
public final class JobClient implements Machine {

  private final Submit submit;
  private final ClusterSettings settings;
  private final long pollNanos;
  private final JobListener listener;
  private final Calls calls;
  private final Scope scope;
  private final Links links = new Links();
  private boolean submitted;
  private boolean over;
  private JobAction wish = JobAction.JOB_ACTION_DESCRIBE;

  /**
   * A client that was not started.
   *
   * @param pollNanos how often it asks
   */
  public JobClient(
      Submit submit,
      ClusterSettings settings,
      long pollNanos,
      JobListener listener,
      Context context) {
    this.submit = submit;
    this.settings = settings;
    this.pollNanos = pollNanos;
    this.listener = listener;
    this.calls = new Calls(context);
    this.scope = calls.scope();
  }

  /**
   * What to ask for from its next turn on until the job is over; at first how it stands. To be
   * called on the machine's thread, also from its listener.
   */
  public void wish(JobAction action) {
    wish = action;
  }

  @Override
  public void on(Event event, Context context) {
    calls.enter(context);
    if (event instanceof Event.Start) {
      tick();
    } else if (event instanceof Event.LinkUp up) {
      if (links.up(context, up.peer()).isPresent()) {
        submitted = false;
      }
      ask(up.peer());
    } else if (event instanceof Event.LinkDown down) {
      links.down(down.peer());
    } else if (event instanceof Event.FrameIn in) {
      links.receive(context, in, peer -> {}).ifPresent(frame -> frame(in.from(), frame));
    } else if (event instanceof Event.Told told) {
      told.action().run();
    } else {
      calls.dispatch(event);
    }
  }

  private void tick() {
    if (over) {
      return;
    }
    scope.after(pollNanos, this::tick);
    for (String coordinator : settings.coordinators()) {
      links.connect(calls.context(), coordinator);
      links.to(coordinator).ifPresent(this::ask);
    }
  }

  private void ask(Peer peer) {
    if (over) {
      // whoever coordinates next would have to read how it ended, and say that it does not know yet
      return;
    }
    if (!submitted) {
      links.send(calls.context(), peer, 0, ControlFrame.newBuilder().setSubmit(submit));
      return;
    }
    links.send(
        calls.context(),
        peer,
        0,
        ControlFrame.newBuilder()
            .setJobCommand(
                JobCommand.newBuilder().setJob(submit.getIdentity().getJob()).setAction(wish)));
  }

  private void frame(Peer from, ControlFrame frame) {
    if (frame.hasLeading()) {
      ask(from);
    } else if (frame.hasJobStatus() && !over) {
      JobStatus status = frame.getJobStatus();
      submitted = !status.getState().equals("UNKNOWN");
      over |= status.getEnded();
      if (submitted) {
        listener.status(status);
      }
    } else if (frame.hasRefused() && frame.getRefused().getKind() == RefusalKind.REFUSAL_KIND_JOB) {
      over = true;
      listener.refused(frame.getRefused().getMessage());
    }
  }

  @Override
  public long stateHash() {
    return new StateHash().add(submitted ? 1 : 0).add(over ? 1 : 0).value();
  }
}
