package io.millrace.runners.core.stage;

import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A split that is being read, and what its reader said last. */
final class OpenSplit<T extends @Nullable Object, SplitT> {

  private final String name;
  private final SourceReader<T, SplitT> reader;
  private final CountingOutput output;
  private long watermark;
  private boolean idle;
  private long nextPollMillis = Long.MIN_VALUE;
  private boolean foundNothingMore;
  private int given;

  /**
   * A split.
   *
   * @param name the full name of the transform, for errors
   */
  OpenSplit(String name, SourceReader<T, SplitT> reader, CountingOutput output) {
    this(name, reader, output, Watermarks.START);
  }

  /**
   * A split that was read before.
   *
   * @param watermark how far event time had come in it
   */
  OpenSplit(String name, SourceReader<T, SplitT> reader, CountingOutput output, long watermark) {
    this.watermark = watermark;
    this.name = name;
    this.reader = reader;
    this.output = output;
  }

  @SuppressWarnings("unchecked") // the chain takes elements of any type
  SourceReader.Status poll(int limit) throws IOException {
    given = 0;
    output.open();
    try {
      SourceReader.Status status = reader.poll((SourceOutput<T>) (Object) output, limit);
      foundNothingMore = status == SourceReader.Status.IDLE;
      return status;
    } finally {
      given = output.close();
    }
  }

  /** What is left of it. */
  SplitT snapshot() {
    return reader.snapshot();
  }

  /**
   * Whether the reader may have something. After it had nothing more it is asked when it said: who
   * asks earlier, again and again, gets elements one by one.
   */
  boolean isWorthPolling(long nowMillis) {
    return !foundNothingMore || nextPollMillis <= nowMillis;
  }

  /** How many elements the last poll gave. */
  int given() {
    return given;
  }

  /** Asks the reader how far event time has come. */
  void noteTime() {
    watermark = SourceRules.checkedWatermark(name, reader, watermark);
    idle = reader.isIdle();
  }

  /** Asks the reader when to poll it again. */
  void noteNextPoll() {
    nextPollMillis = reader.nextPollMillis();
  }

  /** The watermark that was noted last. */
  long watermark() {
    return watermark;
  }

  /** Whether it was idle when that was noted. */
  boolean isIdle() {
    return idle;
  }

  long nextPollMillis() {
    return nextPollMillis;
  }

  long backlogBytes() {
    return reader.backlogBytes();
  }

  long backlogElements() {
    return reader.backlogElements();
  }

  void close() throws IOException {
    reader.close();
    output.check();
  }

  /** Closes it where nothing can be done about a failure any more. */
  void closeAnyway() {
    try {
      reader.close();
    } catch (IOException | RuntimeException e) {
      StageTask.LOG.warn("Closing a reader of {} failed: {}", name, e.toString(), e);
    }
  }
}
