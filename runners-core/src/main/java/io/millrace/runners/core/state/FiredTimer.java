package io.millrace.runners.core.state;

/**
 * A timer at the moment at which it fires, when it may be set again already.
 *
 * @param id the name of the timer: in a family the one that the function chose
 * @param timeMillis the time that it was set to, in milliseconds after the epoch
 * @param outputMillis its output timestamp
 * @param hasOutputTimestamp whether outputs have that timestamp unless they say another
 */
public record FiredTimer(
    TimerDeclaration declaration,
    String id,
    long timeMillis,
    long outputMillis,
    boolean hasOutputTimestamp) {}
