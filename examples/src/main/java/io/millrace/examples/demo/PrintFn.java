package io.millrace.examples.demo;

import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.KV;

/** Shows the board, which it keeps as state: painted in place, or else line by line. */
final class PrintFn extends DoFn<KV<String, Line>, Void> {

  @StateId("screen")
  private final StateSpec<ValueState<Screen>> screen = StateSpecs.value();

  private final boolean repaint;

  /**
   * The function.
   *
   * @param repaint whether standard output is a terminal that can be painted over
   */
  PrintFn(boolean repaint) {
    this.repaint = repaint;
  }

  @ProcessElement
  public void processElement(
      @Element KV<String, Line> element, @StateId("screen") ValueState<Screen> screen) {
    Line line = element.getValue();
    if (line.row() != Row.CLOCK) {
      Metrics.counter(PrintFn.class, line.row().title()).inc();
    }
    if (repaint) {
      Screen before = screen.read();
      Screen now = (before == null ? Screen.empty(line.millis()) : before).with(line);
      System.out.print((before == null ? "" : Screen.upToBeginning()) + now.painted());
      screen.write(now);
    } else if (line.row() != Row.CLOCK) {
      System.out.println(Screen.plain(line));
    }
  }
}
