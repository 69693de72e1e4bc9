/**
 * The same questions answered by plain loops in plain threads, each written for its question alone:
 * what a pipeline is compared with.
 *
 * <p>The threads divide the events among them, sum up what they can, and exchange the sums by key
 * once for each second of event time.
 */
@NullMarked
package io.millrace.benchmarks.nexmark.limit;

import org.jspecify.annotations.NullMarked;
