package io.millrace.sdk.trace;

import org.jspecify.annotations.Nullable;

/**
 * How far event time has come on one input of a grouping. Immutable.
 *
 * @param transform the full name of the transform at the other end
 * @param watermarkMillis nothing older is still to come from there
 * @param idle whether nobody waits for it right now
 * @param heldBackBy the full name of the source, or of the step upstream that keeps something,
 *     whose time this input's time is, if it is this input that the grouping waits for; else null
 */
public record InputState(
    String transform, long watermarkMillis, boolean idle, @Nullable String heldBackBy) {}
