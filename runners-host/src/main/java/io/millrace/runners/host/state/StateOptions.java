package io.millrace.runners.host.state;

import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;

/** Options that say where the state of functions is kept. */
public interface StateOptions extends PipelineOptions {

  @Description(
      "Where the state and the timers of functions are kept: on the heap (heap), or in RocksDB on"
          + " disk (rocksdb), which takes longer and has room for more than memory. The results are"
          + " the same.")
  @Default.String("heap")
  String getState();

  void setState(String value);

  @Description(
      "How many bytes state that is not on the heap may take of memory besides it, for all pipelines"
          + " of the process: blocks of its files, and what was not written to them yet.")
  @Default.Long(256L << 20)
  long getStateCacheBytes();

  void setStateCacheBytes(long value);
}
