package io.millrace.simulation.run;

import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.RefusalKind;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.control.Links;
import io.millrace.runners.distributed.machine.Calls;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StateHash;
import java.util.ArrayDeque;

/**
 * Somebody who asks for savepoints and other numbers of slots, one thing after the other, and asks
 * all coordinators again and again until one has taken or refused it.
 */
public final class Operator implements Machine {

  private static final long INTERVAL_NANOS = 300_000_000L;

  private final ClusterSettings settings;
  private final ArrayDeque<JobCommand> left;
  private final Calls calls;
  private final Scope scope;
  private final Links links = new Links();

  /** Wishes for what is in the queue, and for what will be. */
  public Operator(ClusterSettings settings, ArrayDeque<JobCommand> left, Context context) {
    this.settings = settings;
    this.left = left;
    this.calls = new Calls(context);
    this.scope = calls.scope();
  }

  @Override
  public void on(Event event, Context context) {
    calls.enter(context);
    if (event instanceof Event.Start) {
      tick();
    } else if (event instanceof Event.LinkUp up) {
      links.up(context, up.peer());
    } else if (event instanceof Event.LinkDown down) {
      links.down(down.peer());
    } else if (event instanceof Event.FrameIn in) {
      links.receive(context, in, peer -> {}).ifPresent(this::frame);
    } else {
      calls.dispatch(event);
    }
  }

  private void tick() {
    scope.after(INTERVAL_NANOS, this::tick);
    settings.coordinators().forEach(name -> links.connect(calls.context(), name));
    ask();
  }

  private void ask() {
    JobCommand wish = left.peek();
    if (wish != null) {
      links
          .all()
          .forEach(
              peer ->
                  links.send(
                      calls.context(), peer, 0, ControlFrame.newBuilder().setJobCommand(wish)));
    }
  }

  private void frame(ControlFrame frame) {
    JobCommand wish = left.peek();
    if (wish == null) {
      return;
    }
    boolean answered =
        frame.hasJobStatus()
            && frame.getJobStatus().getJob().equals(wish.getJob())
            && isTaken(wish, frame.getJobStatus());
    boolean refused =
        frame.hasRefused()
            && frame.getRefused().getKind() == RefusalKind.REFUSAL_KIND_JOB
            && frame.getRefused().getJob().equals(wish.getJob());
    if (answered || refused) {
      calls.context().trace(refused ? "wish.refused" : "wish.taken", wish.getActionValue());
      left.remove();
      ask();
    }
  }

  private static boolean isTaken(JobCommand wish, JobStatus status) {
    if (status.getState().equals("UNKNOWN")) {
      return false;
    }
    return wish.getAction() != JobAction.JOB_ACTION_SAVEPOINT
        || status.getSavepoint().getRequest().equals(wish.getRequest());
  }

  @Override
  public long stateHash() {
    return new StateHash().add(left.size()).value();
  }
}
