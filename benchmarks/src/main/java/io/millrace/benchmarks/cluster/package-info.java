/**
 * What a cluster of processes on this machine costs: batches that cross from worker to worker, and
 * checkpoints of state in RocksDB.
 */
@NullMarked
package io.millrace.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
