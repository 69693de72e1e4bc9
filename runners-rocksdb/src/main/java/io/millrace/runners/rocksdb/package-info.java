/**
 * State of functions in RocksDB.
 *
 * <p>A {@link io.millrace.runners.rocksdb.RocksStore store} is one database with a column family
 * for each table. Nothing is decided here: the engine says what the keys are, and what is at hand.
 * The databases are no copy for bad times, so they write no log, and what is in memory when they
 * are closed is never written. What they may use of memory is shared by all of the process.
 */
@NullMarked
package io.millrace.runners.rocksdb;

import org.jspecify.annotations.NullMarked;
