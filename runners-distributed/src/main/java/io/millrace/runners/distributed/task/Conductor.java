package io.millrace.runners.distributed.task;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plays the scripts of a job, from its first slot: each event happens when all slots have come to
 * rest, and time is the script's and begins at the epoch. Not thread-safe.
 *
 * <p>All slots are at rest when each has nothing to do and nothing is on its way between them. To
 * find out, it asks all of them twice, and each answers as soon as it has nothing to do; if all
 * together had by the second time said no more than they had heard by the first, nothing was on its
 * way in between (Mattern, Algorithms for distributed termination detection, the method of four
 * counters). A slot that makes a checkpoint is not at rest, since what waits behind barriers is on
 * its way as well; so a checkpoint has the script at one place in all slots.
 */
final class Conductor {

  private static final long PATIENCE_NANOS = 2_000_000;

  private final int slots;
  private final SlotWire wire;

  /** After how much time what sinks have got is to be visible; negative if there are no sinks. */
  private final long commitEveryMillis;

  private final List<ScriptServer<?>> scripts = new ArrayList<>();
  private final Message.@Nullable AtRest[] answers;
  private int turn;
  private long nowMillis;

  /** The number of the question that is out, or was last. */
  private long question;

  private int missing;

  /** What all had heard when they answered the question before; -1 if that does not count. */
  private long receivedBefore = -1;

  private boolean over;
  private boolean atLoss;

  /** How far time had come when sinks were waited for last. */
  private long committedMillis;

  /** The checkpoint that sinks are waited for; 0 if they are not. */
  private long awaited;

  /** The last checkpoint that was begun, as far as it knows. */
  private long begun;

  /** When to ask again after it was at a loss; 0 if that is not settled. */
  private long againNanos;

  /**
   * Nothing was played.
   *
   * @param slots how many the job has
   * @param commitEveryMillis after how much of the script's time what sinks have got is to be
   *     visible; negative if there are no sinks
   */
  Conductor(int slots, SlotWire wire, long commitEveryMillis) {
    this.slots = slots;
    this.wire = wire;
    this.commitEveryMillis = commitEveryMillis;
    this.answers = new Message.@Nullable AtRest[slots];
  }

  /** Adds a script. Events of several scripts take turns, in the order in which they are added. */
  void add(ScriptServer<?> script) {
    scripts.add(script);
  }

  /** Tells all what time it is, which they wait for; before anything else. */
  void begin() {
    tellTime();
  }

  private void tellTime() {
    tellAll(new Message.ScriptTime(nowMillis));
  }

  private void tellAll(Message message) {
    for (int slot = 0; slot < slots; slot++) {
      wire.send(slot, message);
    }
  }

  /**
   * The slot of the conductor is at rest: it asks the others, unless it has asked already.
   *
   * @param clockNanos any clock that does not stand still
   * @param checkpoint the last that this slot was told to make
   */
  void rest(long clockNanos, long checkpoint) {
    begun = checkpoint;
    if (missing > 0 || over) {
      return;
    }
    if (atLoss) {
      againNanos = againNanos == 0 ? clockNanos + PATIENCE_NANOS : againNanos;
      if (clockNanos < againNanos) {
        return;
      }
      atLoss = false;
      againNanos = 0;
    }
    ask();
  }

  private void ask() {
    missing = slots;
    question++;
    tellAll(new Message.AskRest(question));
  }

  /** A slot is at rest. */
  void atRest(int slot, Message.AtRest answer) throws IOException {
    if (answer.number() != question) {
      return;
    }
    answers[slot] = answer;
    if (--missing == 0) {
      allAnswered();
    }
  }

  private void allAnswered() throws IOException {
    long sent = 0;
    long received = 0;
    long next = Long.MAX_VALUE;
    long applied = Long.MAX_VALUE;
    boolean finished = true;
    for (Message.AtRest answer : answers) {
      if (answer != null) {
        sent += answer.sent();
        received += answer.received();
        next = Math.min(next, answer.nextMillis());
        applied = Math.min(applied, answer.applied());
        finished &= answer.finished();
      }
    }
    if (receivedBefore != sent) {
      receivedBefore = received;
      ask();
      return;
    }
    receivedBefore = -1;
    over = finished;
    if (!finished) {
      atLoss = awaitsSinks(applied) || !(playOn() || passTime(next));
    }
  }

  /**
   * Whether it is time that what sinks have got becomes visible, and it is not yet. It is when a
   * checkpoint is applied that was begun after everything had come to rest.
   */
  private boolean awaitsSinks(long applied) {
    if (commitEveryMillis < 0 || nowMillis - committedMillis < commitEveryMillis) {
      return false;
    }
    if (awaited == 0) {
      awaited = begun + 1;
    }
    if (applied < awaited) {
      return true;
    }
    awaited = 0;
    committedMillis = nowMillis;
    return false;
  }

  /** Lets the next event happen; false if there is none. */
  private boolean playOn() throws IOException {
    for (int i = 0; i < scripts.size(); i++) {
      ScriptServer<?> script = scripts.get(turn);
      if (script.hasNext()) {
        long passes = script.timeToPass().toMillis();
        if (passes > 0) {
          // What is due then happens first.
          nowMillis += passes;
          tellTime();
        } else {
          script.give();
          turn = (turn + 1) % scripts.size();
        }
        return true;
      }
      turn = (turn + 1) % scripts.size();
    }
    return false;
  }

  /** Time passes by itself up to the next thing to do; false if there is none. */
  private boolean passTime(long nextMillis) {
    if (nextMillis == Long.MAX_VALUE || nextMillis <= nowMillis) {
      return false;
    }
    nowMillis = nextMillis;
    tellTime();
    return true;
  }

  /**
   * Whether nothing is left that it could let happen, though not all has ended: somebody waits for
   * what is outside of the job. It is to be told of rest again after a while.
   */
  boolean isAtLoss() {
    return atLoss;
  }

  /** Writes how far time has come. */
  void save(EncodeBuffer out) throws IOException {
    out.writeVarLong(turn);
    out.writeLong(nowMillis);
  }

  /** Takes back what {@link #save} wrote. */
  void load(DecodeBuffer in) throws IOException {
    turn = Math.toIntExact(in.readVarLong());
    nowMillis = in.readLong();
    committedMillis = nowMillis;
  }
}
