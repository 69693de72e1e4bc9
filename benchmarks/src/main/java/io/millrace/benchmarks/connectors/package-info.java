/**
 * Connectors beside the plain loop of the same client against the same server, which the caller
 * starts.
 */
@NullMarked
package io.millrace.benchmarks.connectors;

import org.jspecify.annotations.NullMarked;
