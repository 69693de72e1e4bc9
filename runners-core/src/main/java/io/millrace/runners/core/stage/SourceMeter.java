package io.millrace.runners.core.stage;

import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.metrics.SourceMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one task that reads a source reports: how many elements it has read, and what its open
 * splits say is left. The backlog is a counter that goes down as well, so that it is the sum of all
 * tasks; a gauge would show one of them.
 */
final class SourceMeter {

  /** Readers may have to look for an answer: they are not asked for each batch. */
  private static final long INTERVAL_MILLIS = 100;

  private final MetricsContainer metrics;
  private final Counter elementsRead;
  private final Level bytes = new Level(SourceMetrics.backlogBytes().getName());
  private final Level elements = new Level(SourceMetrics.backlogElements().getName());
  private long nextMillis = Long.MIN_VALUE;

  SourceMeter(MetricsContainer metrics) {
    this.metrics = metrics;
    this.elementsRead = metrics.getCounter(SourceMetrics.elementsRead().getName());
  }

  void read(int count) {
    elementsRead.inc(count);
  }

  /** Asks all open splits, unless they were asked a moment ago. */
  void askIfDue(long nowMillis, List<? extends OpenSplit<?, ?>> open) {
    if (nowMillis >= nextMillis) {
      ask(open);
      nextMillis = nowMillis + INTERVAL_MILLIS;
    }
  }

  /** Asks all open splits. */
  void ask(List<? extends OpenSplit<?, ?>> open) {
    long bytesLeft = 0;
    long elementsLeft = 0;
    boolean bytesKnown = open.isEmpty();
    boolean elementsKnown = open.isEmpty();
    for (OpenSplit<?, ?> split : open) {
      long splitBytes = split.backlogBytes();
      if (splitBytes != SourceReader.BACKLOG_UNKNOWN) {
        bytesKnown = true;
        bytesLeft += splitBytes;
      }
      long splitElements = split.backlogElements();
      if (splitElements != SourceReader.BACKLOG_UNKNOWN) {
        elementsKnown = true;
        elementsLeft += splitElements;
      }
    }
    bytes.set(bytesLeft, bytesKnown);
    elements.set(elementsLeft, elementsKnown);
  }

  /** A counter that is set; there is none before something is known. */
  private final class Level {

    private final MetricName name;
    private @Nullable Counter counter;
    private long current;

    Level(MetricName name) {
      this.name = name;
    }

    void set(long value, boolean known) {
      if (counter == null) {
        if (!known || value == 0) {
          return;
        }
        counter = metrics.getCounter(name);
      }
      counter.inc(value - current);
      current = value;
    }
  }
}
