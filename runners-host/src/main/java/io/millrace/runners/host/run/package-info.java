/**
 * The run of a pipeline as its users see it, alike on all runners: how they wait for its end, and
 * what they are told of a failure.
 *
 * <p>A runner tells {@link io.millrace.runners.host.run.EndOfRun} when everything is cleaned up.
 * {@link io.millrace.runners.host.run.FailureReport} names the user's transform before anything
 * else, whatever was thrown. {@link io.millrace.runners.host.run.CheckOptions} are what tests ask
 * of all runners alike.
 */
@NullMarked
package io.millrace.runners.host.run;

import org.jspecify.annotations.NullMarked;
