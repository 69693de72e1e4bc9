/**
 * The questions of the benchmark, each as a pipeline the way a user of the SDK would write it: what
 * goes in, what is asked, and how a row of the answer is hashed.
 */
@NullMarked
package io.millrace.benchmarks.nexmark.query;

import org.jspecify.annotations.NullMarked;
