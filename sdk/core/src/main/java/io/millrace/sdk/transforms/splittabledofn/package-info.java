/**
 * Functions whose work on one element can be split: into parts that run side by side, and into what
 * is done now and what is done later.
 *
 * <p>The work is described by a <em>restriction</em>, such as a range of offsets. While a function
 * works on it, a {@link io.millrace.sdk.transforms.splittabledofn.RestrictionTracker} stands
 * between it and the runner: the function claims each position before it does anything about it,
 * and the runner may at any time split off what was not claimed yet. A {@link
 * io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator} says how far event time has come in
 * it. The model is that of Apache Beam's splittable DoFn.
 */
@NullMarked
package io.millrace.sdk.transforms.splittabledofn;

import org.jspecify.annotations.NullMarked;
