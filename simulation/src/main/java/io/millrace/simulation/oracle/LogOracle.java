package io.millrace.simulation.oracle;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.runners.distributed.log.CoordinationLog;
import io.millrace.runners.distributed.log.LogCodec;
import io.millrace.runners.distributed.store.CorruptException;
import java.util.TreeMap;

/**
 * O4 and O7, on one log: each slot has one record for ever, slots have no gap, generations never
 * fall, one node writes a generation, and a record is deleted only when two later segments stand.
 */
final class LogOracle {

  private final String name;
  private final TreeMap<Long, LogRecord> records = new TreeMap<>();
  private final TreeMap<Long, String> writers = new TreeMap<>();

  LogOracle(String name) {
    this.name = name;
  }

  /** A record was created. */
  LogRecord created(long slot, ByteString bytes, String by) {
    LogRecord record;
    try {
      record = LogCodec.decode(slot, bytes);
    } catch (CorruptException e) {
      throw new Violation("O4", name + ": " + e.getMessage());
    }
    if (records.containsKey(slot)) {
      if (records.get(slot).equals(record)) {
        // a repeated request that came so late that the record had been deleted by then
        return LogRecord.getDefaultInstance();
      }
      if (slot < oldestNeeded()) {
        return LogRecord.getDefaultInstance(); // nobody reads there any more
      }
      throw new Violation("O4", name + ": slot " + slot + " has a second record: " + record);
    }
    if (!records.isEmpty() && slot < oldestNeeded()) {
      return LogRecord.getDefaultInstance();
    }
    long due = records.isEmpty() ? 0 : records.lastKey() + 1;
    if (slot != due) {
      throw new Violation("O4", name + ": slot " + slot + " was won where " + due + " is due");
    }
    long before = records.isEmpty() ? 0 : records.lastEntry().getValue().getGeneration();
    if (record.getGeneration() < before) {
      throw new Violation(
          "O7",
          name
              + ": generation "
              + record.getGeneration()
              + " wrote slot "
              + slot
              + " after "
              + before);
    }
    String writer = writers.putIfAbsent(record.getGeneration(), by);
    if (writer != null && !writer.equals(by)) {
      throw new Violation(
          "O4",
          name + ": " + by + " and " + writer + " wrote generation " + record.getGeneration());
    }
    if (record.getGeneration() > before && !record.hasFence() && !record.hasTruncate()) {
      throw new Violation("O7", name + ": generation " + record.getGeneration() + " has no fence");
    }
    records.put(slot, record);
    return record;
  }

  /** What is below may have been deleted. */
  private long oldestNeeded() {
    long segment = records.isEmpty() ? 0 : records.lastKey() / CoordinationLog.SEGMENT_SLOTS;
    return Math.max(0, segment - 1) * CoordinationLog.SEGMENT_SLOTS;
  }

  /** A record was deleted. */
  void deleted(long slot) {
    if (slot >= oldestNeeded()) {
      throw new Violation("O4", name + ": slot " + slot + " was deleted and may still be read");
    }
  }
}
