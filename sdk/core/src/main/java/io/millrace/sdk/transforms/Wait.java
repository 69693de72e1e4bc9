package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.PCollectionViews;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets each window of a collection wait until other collections are through with theirs.
 *
 * <pre>{@code
 * PCollection<String> stored = orders.apply("Store", ParDo.of(new Store()));
 * orders
 *     .apply(Wait.on(stored))
 *     // the orders of a window come here once all those of that window were stored
 *     .apply("Announce", ParDo.of(new Announce()));
 * }</pre>
 *
 * <p>The output has the elements of the input as they are, with timestamp, window and pane. Those
 * of a window come once no element of a signal can come in the window of the signal that belongs to
 * it (rule H4): when the signal's watermark has passed the end of that window and the lateness that
 * the signal allows. A signal that allows much lateness lets others wait for long. Which window
 * belongs to which is said at {@link View}; a signal that ends can be in the global window, and
 * then everything waits for its end. Elements that wait hold the watermark, and are kept in memory.
 */
public final class Wait {

  private Wait() {}

  /** Waits for all of the given collections; for none, nothing waits. */
  public static <T extends @Nullable Object> OnSignal<T> on(PCollection<?>... signals) {
    return on(Arrays.asList(signals));
  }

  /** Waits for all of the given collections; for none, nothing waits. */
  public static <T extends @Nullable Object> OnSignal<T> on(List<PCollection<?>> signals) {
    return new OnSignal<>(signals);
  }

  /**
   * See {@link Wait#on}.
   *
   * @param <T> the type of the elements that wait
   */
  public static final class OnSignal<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final transient List<PCollection<?>> signals;

    private OnSignal(List<PCollection<?>> signals) {
      this.signals = List.copyOf(signals);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a signal never comes, because it never ends and is in the
     *     global window; if its windows merge; if the input is in the global window and a signal is
     *     not; or if a signal belongs to another pipeline
     */
    @Override
    public PCollection<T> expand(PCollection<T> input) {
      List<PCollectionView<?>> views = new ArrayList<>();
      for (PCollection<?> signal : signals) {
        checkComes(signal, input);
        views.add(signal.apply("Signal" + views.size(), new ToView<>()));
      }
      return input
          .apply("Wait", ParDo.of(new Pass<T>()).withSideInputs(views))
          .setCoder(input.getCoder());
    }

    private static void checkComes(PCollection<?> signal, PCollection<?> input) {
      WindowFn<?, ?> windowFn = signal.getWindowingStrategy().getWindowFn();
      if (signal.getPipeline() != input.getPipeline()) {
        throw refused(signal, input, "which belongs to another pipeline. Wait for what is in this");
      }
      if (!windowFn.isNonMerging()) {
        throw refused(
            signal,
            input,
            "whose windows, "
                + windowFn
                + ", merge, so that nobody could tell which of them belongs to a window of what"
                + " waits. Apply Window.into(...) with other windows to the signal");
      }
      if (windowFn instanceof GlobalWindows) {
        if (neverEnds(signal)) {
          throw refused(
              signal,
              input,
              "which never ends and is in the global window: it is never through with that. Apply"
                  + " Window.into(...) with smaller windows to the signal and to what waits");
        }
      } else if (input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows) {
        checkMapsGlobal(windowFn, signal, input);
      }
    }

    private static boolean neverEnds(PCollection<?> signal) {
      return signal.isBounded() == IsBounded.UNBOUNDED
          && StreamingOptions.Mode.of(signal.getPipeline().getOptions())
              == StreamingOptions.Mode.CONTINUOUS;
    }

    private static void checkMapsGlobal(
        WindowFn<?, ?> windowFn, PCollection<?> signal, PCollection<?> input) {
      try {
        windowFn.getDefaultWindowMappingFn().getSideInputWindow(GlobalWindow.INSTANCE);
      } catch (IllegalArgumentException e) {
        throw refused(
            signal,
            input,
            "as the one is in the global window and the other in the windows of "
                + windowFn
                + ", none of which belongs to it. Apply Window.into(...) to what waits, or, if the"
                + " signal ends, Window.into(new GlobalWindows()) to the signal");
      }
    }

    private static IllegalArgumentException refused(
        PCollection<?> signal, PCollection<?> input, String why) {
      return new IllegalArgumentException(
          String.format(
              "Wait.on cannot let %s wait for %s, %s.", input.getName(), signal.getName(), why));
    }
  }

  /** A view of the windows of a signal, without what is in them. */
  private static final class ToView<T extends @Nullable Object>
      extends PTransform<PCollection<? extends T>, PCollectionView<?>> {

    @Override
    public PCollectionView<?> expand(PCollection<? extends T> signal) {
      PCollection<@Nullable Void> nothing =
          signal.apply("Nothing", ParDo.of(new Nothing<T>())).setCoder(VoidCoder.of());
      return PCollectionViews.signalView(
          nothing.apply(
              "WhenClosed",
              Window.<@Nullable Void>configure()
                  .triggering(Never.ever())
                  .withAllowedLateness(signal.getWindowingStrategy().getAllowedLateness())
                  .discardingFiredPanes()));
    }
  }

  /** That a window is over can be told from the watermark alone. */
  private static final class Nothing<T extends @Nullable Object> extends DoFn<T, @Nullable Void> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement() {}
  }

  private static final class Pass<T extends @Nullable Object> extends DoFn<T, T> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<T> out) {
      out.output(element);
    }
  }
}
