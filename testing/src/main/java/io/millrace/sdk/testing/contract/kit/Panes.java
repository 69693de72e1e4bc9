package io.millrace.sdk.testing.contract.kit;

import io.millrace.sdk.coders.StringUtf8Coder;
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
 * Results of a grouping as one line each: timing, index and non-speculative index of the pane,
 * {@code F} and {@code L} if it is the first and the last, the value, or the values in their order
 * as strings, window and timestamp. The key stands before it unless it is {@code k}.
 *
 * <pre>{@code
 * ON_TIME 0/0 FL [a,b] [0,10) @9.999
 * }</pre>
 *
 * @param <V> the type of the results
 */
public final class Panes<V> extends PTransform<PCollection<KV<String, V>>, PCollection<String>> {

  private Panes() {
    super("Panes");
  }

  /** The transform. */
  public static <V> Panes<V> asText() {
    return new Panes<>();
  }

  @Override
  public PCollection<String> expand(PCollection<KV<String, V>> results) {
    return results.apply(ParDo.of(new Describe<V>())).setCoder(StringUtf8Coder.of());
  }

  private static final class Describe<V> extends DoFn<KV<String, V>, String> {
    @ProcessElement
    public void processElement(
        @Element KV<String, V> result,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<String> out) {
      out.output(
          String.format(
              "%s%s %s %s @%s",
              result.getKey().equals("k") ? "" : result.getKey() + ": ",
              text(pane),
              text(result.getValue()),
              Times.text(window),
              Times.text(timestamp)));
    }

    private static String text(Object value) {
      if (value instanceof Iterable<?> values) {
        List<String> sorted = new ArrayList<>();
        values.forEach(each -> sorted.add(String.valueOf(each)));
        sorted.sort(null);
        return "[" + String.join(",", sorted) + "]";
      }
      return value.toString();
    }

    private static String text(PaneInfo pane) {
      String ends = (pane.isFirst() ? "F" : "") + (pane.isLast() ? "L" : "");
      return pane.getTiming()
          + " "
          + pane.getIndex()
          + "/"
          + pane.getNonSpeculativeIndex()
          + (ends.isEmpty() ? "" : " " + ends);
    }
  }
}
