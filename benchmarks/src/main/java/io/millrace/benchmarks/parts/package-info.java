/**
 * What each part of the engine costs, measured with JMH: {@code java -jar
 * benchmarks/target/benchmarks.jar jmh NAME}. Where there is a plain loop for the same work, it
 * stands beside the part and takes the same batches.
 *
 * <ul>
 *   <li>{@link io.millrace.benchmarks.parts.DoFnCall}: a call of a user's function through its
 *       generated invoker, against the same call written in Java
 *   <li>{@link io.millrace.benchmarks.parts.Coding}: bytes of numbers, strings, pairs and records,
 *       made and read
 *   <li>{@link io.millrace.benchmarks.parts.HashExchange}: an element through the edge that sends
 *       keys to their tasks, into batches and out of them again, against arrays of numbers
 *   <li>{@link io.millrace.benchmarks.parts.KeyedState}: a value of state read, changed and
 *       written, for few keys and for many, against a table in arrays
 *   <li>{@link io.millrace.benchmarks.parts.SlidingCount}: an element in sixty windows that
 *       overlap, and a key's pane when one of them fires
 *   <li>{@link io.millrace.benchmarks.parts.SessionMerge}: sessions that grow in order of time, and
 *       that are put together from pieces in any order
 *   <li>{@link io.millrace.benchmarks.parts.Triggers}: what a trigger's state machine does for an
 *       element
 *   <li>{@link io.millrace.benchmarks.parts.Timers}: a timer set and fired, all of them at distinct
 *       times, against a priority queue of numbers
 * </ul>
 *
 * <p>All figures are averages in nanoseconds an element, timer or pane. Whole stages are measured
 * through {@link io.millrace.runners.core.stage.StageTask}, as a runner uses them.
 */
@NullMarked
package io.millrace.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
