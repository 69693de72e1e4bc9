package io.millrace.runners.distributed.task;

import org.jspecify.annotations.Nullable;

/**
 * What a slot of a job that follows a script knows of it: what time it is there, and what to say
 * when it is at rest. Not thread-safe.
 */
final class ScriptClock {

  /** The slot of the {@link Conductor}. */
  static final int CONDUCTING_SLOT = 0;

  private final SlotWire wire;
  private long nowMillis;
  private boolean isKnown;
  private long sent;
  private long received;
  private Message.@Nullable AskRest asked;

  ScriptClock(SlotWire wire) {
    this.wire = wire;
  }

  /** The time, in milliseconds since the epoch, where it begins. */
  long nowMillis() {
    return nowMillis;
  }

  /** Whether the slot was told what time it is: until then it does nothing. */
  boolean isKnown() {
    return isKnown;
  }

  /** It is so late. */
  void tell(long millis) {
    nowMillis = millis;
    isKnown = true;
  }

  /** Counts what the slot says to another. */
  void said(Message message) {
    sent += message instanceof Message.OfScript ? 0 : 1;
  }

  /** Counts what the slot hears of another. */
  void heard(Message message) {
    received += message instanceof Message.OfScript ? 0 : 1;
  }

  /** The slot is to say when it is at rest. */
  void ask(Message.AskRest question) {
    asked = question;
  }

  /** The slot is at rest: says so if it was asked. See {@link Message.AtRest}. */
  void rest(long nextMillis, long applied, boolean finished) {
    Message.AskRest question = asked;
    if (question != null) {
      asked = null;
      wire.send(
          CONDUCTING_SLOT,
          new Message.AtRest(question.number(), sent, received, nextMillis, applied, finished));
    }
  }
}
