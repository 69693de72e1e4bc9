/**
 * Numbers that user code and connectors report while a pipeline runs.
 *
 * <p>User code makes a metric with {@link io.millrace.sdk.metrics.Metrics} and updates it; where an
 * update goes is decided by the {@link io.millrace.sdk.metrics.MetricsContainer} that the engine
 * has made current for the thread in {@link io.millrace.sdk.metrics.MetricsEnvironment}. A
 * container belongs to one step in one task and has one writer. The owning thread turns it into
 * immutable {@link io.millrace.sdk.metrics.MetricUpdates}; a runner adds those up in a {@link
 * io.millrace.sdk.metrics.MetricsSnapshot}, and the user queries {@link
 * io.millrace.sdk.metrics.MetricResults}.
 */
@NullMarked
package io.millrace.sdk.metrics;

import org.jspecify.annotations.NullMarked;
