package io.millrace.simulation.run;

import io.millrace.simulation.oracle.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run came to.
 *
 * @param violation what did not hold, if anything
 * @param traceHash a hash of all that has happened
 * @param virtualNanos how much virtual time has passed
 * @param steps how many events there were
 * @param effects how much machines did
 * @param state the last state of the job that the client was told
 * @param counts how often each kind of thing was noted
 * @param trace the last lines of what has happened
 */
public record Outcome(
    Optional<Violation> violation,
    long traceHash,
    long virtualNanos,
    long steps,
    long effects,
    String state,
    Map<String, Long> counts,
    List<String> trace) {}
