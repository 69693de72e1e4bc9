package io.millrace.sdk.trace;

import java.util.List;

/**
 * One part of a trigger, of one window at one moment. Immutable.
 *
 * @param name which trigger it is, as it is called in programs
 * @param waitsFor what it waits for and how far that has come, for people: {@code has 2 of 3
 *     elements}; empty if its parts say it
 * @param parts the triggers that it is made of
 */
public record TriggerPart(String name, Status status, String waitsFor, List<TriggerPart> parts) {

  /** How a part stands. */
  public enum Status {
    /** Another part must finish first. */
    NOT_BEGUN,
    /** It does not fire yet. */
    WAITING,
    /** It fires as soon as it is asked. */
    READY,
    /** It has fired and will not again. */
    FINISHED
  }

  /** A part. */
  public TriggerPart {
    parts = List.copyOf(parts);
  }

  /** The same before its turn. */
  public TriggerPart notBegun() {
    return status == Status.FINISHED
        ? this
        : new TriggerPart(name, Status.NOT_BEGUN, waitsFor, parts);
  }
}
