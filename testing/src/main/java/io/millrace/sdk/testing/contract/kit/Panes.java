package io.millrace.sdk.testing.contract.kit;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups as one line each: timing, index and non-speculative index of the pane, {@code F} and
 * {@code L} if it is the first and the last, the values in their order as strings, window and
 * timestamp. The key stands before it unless it is {@code k}.
 *
 * <pre>{@code
 * ON_TIME 0/0 FL [a,b] [0,10) @9.999
 * }</pre>
 */
public final class Panes
    extends PTransform<PCollection<KV<String, Iterable<String>>>, PCollection<String>> {

  private Panes() {
    super("Panes");
  }

  /** The transform. */
  public static Panes asText() {
    return new Panes();
  }

  @Override
  public PCollection<String> expand(PCollection<KV<String, Iterable<String>>> groups) {
    return groups.apply(ParDo.of(new Describe()));
  }

  /** The part of a line about timing and order. */
  static String text(PaneInfo pane) {
    String ends = (pane.isFirst() ? "F" : "") + (pane.isLast() ? "L" : "");
    return pane.getTiming()
        + " "
        + pane.getIndex()
        + "/"
        + pane.getNonSpeculativeIndex()
        + (ends.isEmpty() ? "" : " " + ends);
  }

  private static final class Describe extends DoFn<KV<String, Iterable<String>>, String> {

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<String>> group,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<String> out) {
      List<String> values = new ArrayList<>();
      group.getValue().forEach(values::add);
      values.sort(null);
      out.output(
          String.format(
              "%s%s [%s] %s @%s",
              group.getKey().equals("k") ? "" : group.getKey() + ": ",
              text(pane),
              String.join(",", values),
              Times.text(window),
              Times.text(timestamp)));
    }
  }
}
