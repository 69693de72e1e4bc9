/**
 * The narrow waist between a stage and its host: what a runner implements so that stage tasks can
 * run on it.
 *
 * <p>A {@link io.millrace.runners.core.host.StageEnv} gives a task everything that it cannot decide
 * by itself: the time, where its outputs go, splits to read, side inputs, metrics, memory and
 * scratch space. Nothing here blocks: "full", "not ready" and "nothing right now" are answers.
 */
@NullMarked
package io.millrace.runners.core.host;

import org.jspecify.annotations.NullMarked;
