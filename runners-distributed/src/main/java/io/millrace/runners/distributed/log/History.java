package io.millrace.runners.distributed.log;

import io.millrace.cluster.v1.LogRecord;
import java.util.List;

/** What the records of a log come to. Not thread-safe. */
public interface History {

  /** Takes the next record in; of a {@code Truncate}, begins anew with what it holds. */
  void add(LogRecord record);

  /** The records that a new history would have to be told to be equal to this one. */
  List<LogRecord> live();
}
