/**
 * What an event costs as the work grows: more events, more keys, more windows that overlap, deeper
 * pipelines. Each point is measured in a JVM of its own; the points become tables and a picture.
 */
@NullMarked
package io.millrace.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;
