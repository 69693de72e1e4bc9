package io.millrace.benchmarks.scaling;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Draws panels side by side as one SVG, all with logarithmic axes and the same vertical one. */
final class Chart {

  private static final int COLUMNS = 3;
  private static final int PANEL_WIDTH = 300;
  private static final int PANEL_HEIGHT = 240;
  private static final int LEFT = 46;
  private static final int RIGHT = 60;
  private static final int TOP = 34;
  private static final int BOTTOM = 40;
  private static final int HEADER = 26;
  private static final int LABEL_HEIGHT = 11;

  /** Told apart by those who see colours otherwise, too. */
  private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

  private final List<Panel> panels;
  private final Axis cost;
  private final StringBuilder svg = new StringBuilder();

  private Chart(List<Panel> panels) {
    this.panels = panels;
    this.cost = Axis.over(points(panels.stream()), Panel.Point::cpuMicros);
  }

  /** From a power of ten to another, or to twice or five times one. */
  private record Axis(double low, double high) {

    private static final double[] STEPS = {1, 2, 5, 10};

    static Axis over(List<Panel.Point> points, ToDoubleFunction<Panel.Point> value) {
      double least = points.stream().mapToDouble(value).min().orElse(1);
      double most = points.stream().mapToDouble(value).max().orElse(1);
      double low = power(least);
      for (double step : STEPS) {
        low = power(least) * step <= least ? power(least) * step : low;
      }
      double high = 10 * power(most);
      for (double step : STEPS) {
        high = power(most) * step >= most ? Math.min(high, power(most) * step) : high;
      }
      return new Axis(low, high > low ? high : 10 * low);
    }

    private static double power(double value) {
      return Math.pow(10, Math.floor(Math.log10(value)));
    }

    /** Where a value is between the ends, from 0 to 1. */
    double place(double value) {
      return Math.log(value / low) / Math.log(high / low);
    }

    /** Powers of ten, or more where there are few. */
    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      List<Double> steps = high / low > 1000 ? List.of(1.0) : List.of(1.0, 2.0, 5.0);
      for (double power = power(low); power <= high * 1.001; power *= 10) {
        for (double step : steps) {
          if (power * step >= low * 0.999 && power * step <= high * 1.001) {
            ticks.add(power * step);
          }
        }
      }
      return ticks;
    }
  }

  private static List<Panel.Point> points(Stream<Panel> panels) {
    return panels
        .flatMap(panel -> panel.lines().stream())
        .flatMap(line -> line.points().stream())
        .toList();
  }

  /** The text of an SVG. */
  static String svg(List<Panel> panels) {
    return new Chart(panels).draw();
  }

  private String draw() {
    int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
    int width = Math.min(COLUMNS, panels.size()) * PANEL_WIDTH;
    int height = HEADER + rows * PANEL_HEIGHT;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " height=\"%d\" font-family=\"sans-serif\" font-size=\"10\">",
        width, height, width, height);
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
    add(
        "<text x=\"%d\" y=\"17\" font-size=\"13\">CPU time an event in microseconds, as work grows"
            + "</text>",
        LEFT);
    for (int i = 0; i < panels.size(); i++) {
      add(
          "<g transform=\"translate(%d %d)\">",
          i % COLUMNS * PANEL_WIDTH, HEADER + i / COLUMNS * PANEL_HEIGHT);
      panel(panels.get(i));
      add("</g>");
    }
    add("</svg>");
    return svg.toString();
  }

  private static double x(double place) {
    return LEFT + place * (PANEL_WIDTH - LEFT - RIGHT);
  }

  private static double y(double place) {
    return PANEL_HEIGHT - BOTTOM - place * (PANEL_HEIGHT - TOP - BOTTOM);
  }

  private void panel(Panel panel) {
    Axis size = Axis.over(points(Stream.of(panel)), Panel.Point::size);
    add("<text x=\"%d\" y=\"22\" font-weight=\"bold\">%s</text>", LEFT, escaped(panel.title()));
    for (double tick : cost.ticks()) {
      double y = y(cost.place(tick));
      add(
          "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
          x(0), y, x(1), y);
      add(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          x(0) - 5, y + 3, label(tick));
    }
    for (double tick : size.ticks()) {
      double x = x(size.place(tick));
      add(
          "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
          x, y(0), x, y(1));
      add(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
          x, y(0) + 13, label(tick));
    }
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
        x(0.5), y(0) + 28, escaped(panel.unit()));
    List<Double> taken = new ArrayList<>();
    for (int i = 0; i < panel.lines().size(); i++) {
      line(panel.lines().get(i), size, COLOURS.get(i % COLOURS.size()), taken);
    }
  }

  private void line(Panel.Line line, Axis size, String colour, List<Double> taken) {
    StringBuilder path = new StringBuilder();
    double x = x(0);
    double y = y(0);
    for (Panel.Point point : line.points()) {
      x = x(size.place((double) point.size()));
      y = y(cost.place(point.cpuMicros()));
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>", x, y, colour);
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
        path.toString().strip(), colour);
    double label = freeOf(taken, y);
    taken.add(label);
    add(
        "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>",
        x + 6, label + 3, colour, escaped(line.name()));
  }

  /** A height near the end of a line at which no other label is. */
  private static double freeOf(List<Double> taken, double y) {
    double free = y;
    for (int i = 0; i <= taken.size(); i++) {
      double wanted = free;
      if (taken.stream().anyMatch(other -> Math.abs(other - wanted) < LABEL_HEIGHT)) {
        free -= LABEL_HEIGHT;
      }
    }
    return free;
  }

  private static String label(double value) {
    if (value >= 1e6) {
      return trimmed(value / 1e6) + "M";
    }
    return value >= 1e3 ? trimmed(value / 1e3) + "k" : trimmed(value);
  }

  private static String trimmed(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @FormatMethod
  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
