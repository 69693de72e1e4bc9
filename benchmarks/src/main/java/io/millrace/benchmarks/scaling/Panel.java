package io.millrace.benchmarks.scaling;

import java.util.List;

/**
 * One thing that grows, and what an event costs as it does.
 *
 * @param title what grows
 * @param unit what sizes count
 */
record Panel(String title, String unit, List<Line> lines) {

  Panel {
    lines = List.copyOf(lines);
  }

  /** One pipeline at several sizes. */
  record Line(String name, List<Point> points) {

    Line {
      points = List.copyOf(points);
    }
  }

  /**
   * One measurement.
   *
   * @param cpuMicros CPU time an event, in microseconds
   */
  record Point(long size, long events, double cpuMicros) {}
}
