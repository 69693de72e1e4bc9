/**
 * The contract between pipelines and runners, as tests that every runner runs: what a program
 * means, in bundles of every shape.
 *
 * <p>A runner extends {@link io.millrace.sdk.testing.contract.RunnerContract} in its tests and says
 * what it refuses. What it does not refuse it must do; what it refuses it must refuse by name.
 */
@NullMarked
package io.millrace.sdk.testing.contract;

import org.jspecify.annotations.NullMarked;
