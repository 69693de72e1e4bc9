package io.millrace.simulation.kernel;

/**
 * One thing that goes wrong.
 *
 * @param atMillis when, in virtual time
 * @param kind what
 * @param target the node that it happens to; empty where that means nothing
 * @param other another node that it concerns; empty where that means nothing
 * @param durationMillis how long
 * @param parameter how much
 */
public record Fault(
    long atMillis,
    FaultKind kind,
    String target,
    String other,
    long durationMillis,
    long parameter) {}
