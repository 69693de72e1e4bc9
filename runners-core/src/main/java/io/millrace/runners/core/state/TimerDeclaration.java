package io.millrace.runners.core.state;

import io.millrace.sdk.state.TimeDomain;

/**
 * A timer, or a family of timers, that a function declares.
 *
 * @param index its place among all that the function declares, from 0
 * @param name the name that the function gives it
 */
public record TimerDeclaration(int index, String name, TimeDomain domain, boolean isFamily) {}
