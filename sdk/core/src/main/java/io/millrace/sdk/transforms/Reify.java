package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.ValueInSingleWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Makes visible in elements what otherwise travels beside them, and the reverse. */
public final class Reify {

  private Reify() {}

  /** Makes each element a value with its event time. */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<TimestampedValue<T>>> timestamps() {
    return new Timestamp<>();
  }

  /** Makes the value of each pair one with its event time. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, TimestampedValue<V>>>>
          timestampsInValue() {
    return new TimestampInValue<>();
  }

  /**
   * Makes each element a value with event time, window and pane. An element in several windows
   * becomes several.
   */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<ValueInSingleWindow<T>>> windows() {
    return new Window<>();
  }

  /**
   * Makes the value of each pair one with event time, window and pane. A pair in several windows
   * becomes several.
   */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, ValueInSingleWindow<V>>>>
          windowsInValue() {
    return new WindowInValue<>();
  }

  /** Gives each pair the event time that its value carries, however early it is. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PTransform<PCollection<KV<K, TimestampedValue<V>>>, PCollection<KV<K, V>>>
          extractTimestampsFromValues() {
    return new ExtractTimestampsFromValues<>();
  }

  /** Pairs each element with the value that a view has for it, which the coder encodes. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PTransform<PCollection<K>, PCollection<KV<K, V>>> viewAsValues(
          PCollectionView<V> view, Coder<V> coder) {
    return new ReifyView<>(view, coder);
  }

  /** Makes a collection of one element, the value that a view has in the global window. */
  public static <V extends @Nullable Object> PTransform<PBegin, PCollection<V>> viewInGlobalWindow(
      PCollectionView<V> view, Coder<V> coder) {
    return new ReifyViewInGlobalWindow<>(view, coder);
  }

  private static <K extends @Nullable Object, V extends @Nullable Object> KvCoder<K, V> pairCoder(
      String what, PCollection<KV<K, V>> input) {
    Coder<KV<K, V>> coder = input.getCoder();
    if (coder instanceof KvCoder<K, V> pairs) {
      return pairs;
    }
    throw new IllegalArgumentException(
        what
            + " needs pairs with a KvCoder, but "
            + input.getName()
            + " has "
            + coder
            + ". Set one with .setCoder(KvCoder.of(...))");
  }

  private static <T extends @Nullable Object> PCollection<T> coded(
      PCollection<T> output, Coder<T> coder) {
    TypeDescriptor<T> type = coder.getEncodedTypeDescriptor();
    output.setCoder(coder);
    return type.hasUnresolvedParameters() ? output : output.setTypeDescriptor(type);
  }

  private static Coder<? extends BoundedWindow> windowCoder(PCollection<?> input) {
    return input.getWindowingStrategy().getWindowFn().windowCoder();
  }

  private static final class Timestamp<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<TimestampedValue<T>>> {
    @Override
    public PCollection<TimestampedValue<T>> expand(PCollection<T> input) {
      return coded(
          input.apply("Reify", ParDo.of(new TimestampDoFn<>())),
          TimestampedValue.TimestampedValueCoder.of(input.getCoder()));
    }
  }

  static final class TimestampDoFn<T extends @Nullable Object>
      extends DoFn<T, TimestampedValue<T>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element T element,
        @DoFn.Timestamp Instant timestamp,
        OutputReceiver<TimestampedValue<T>> out) {
      out.output(TimestampedValue.of(element, timestamp));
    }
  }

  private static final class TimestampInValue<
          K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, TimestampedValue<V>>>> {
    @Override
    public PCollection<KV<K, TimestampedValue<V>>> expand(PCollection<KV<K, V>> input) {
      KvCoder<K, V> coder = pairCoder("Reify.timestampsInValue", input);
      return coded(
          input.apply("Reify", ParDo.of(new TimestampInValueDoFn<>())),
          KvCoder.of(
              coder.getKeyCoder(),
              TimestampedValue.TimestampedValueCoder.of(coder.getValueCoder())));
    }
  }

  static final class TimestampInValueDoFn<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, V>, KV<K, TimestampedValue<V>>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<K, V> pair,
        @DoFn.Timestamp Instant timestamp,
        OutputReceiver<KV<K, TimestampedValue<V>>> out) {
      out.output(KV.of(pair.getKey(), TimestampedValue.of(pair.getValue(), timestamp)));
    }
  }

  private static final class Window<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<ValueInSingleWindow<T>>> {
    @Override
    public PCollection<ValueInSingleWindow<T>> expand(PCollection<T> input) {
      return coded(
          input.apply("Reify", ParDo.of(new WindowDoFn<>())),
          ValueInSingleWindow.Coder.of(input.getCoder(), windowCoder(input)));
    }
  }

  static final class WindowDoFn<T extends @Nullable Object>
      extends DoFn<T, ValueInSingleWindow<T>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element T element,
        @DoFn.Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<ValueInSingleWindow<T>> out) {
      out.output(ValueInSingleWindow.of(element, timestamp, window, pane));
    }
  }

  private static final class WindowInValue<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, ValueInSingleWindow<V>>>> {
    @Override
    public PCollection<KV<K, ValueInSingleWindow<V>>> expand(PCollection<KV<K, V>> input) {
      KvCoder<K, V> coder = pairCoder("Reify.windowsInValue", input);
      return coded(
          input.apply("Reify", ParDo.of(new WindowInValueDoFn<>())),
          KvCoder.of(
              coder.getKeyCoder(),
              ValueInSingleWindow.Coder.of(coder.getValueCoder(), windowCoder(input))));
    }
  }

  static final class WindowInValueDoFn<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, V>, KV<K, ValueInSingleWindow<V>>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<K, V> pair,
        @DoFn.Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<KV<K, ValueInSingleWindow<V>>> out) {
      out.output(
          KV.of(pair.getKey(), ValueInSingleWindow.of(pair.getValue(), timestamp, window, pane)));
    }
  }

  private static final class ExtractTimestampsFromValues<
          K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, TimestampedValue<V>>>, PCollection<KV<K, V>>> {
    @Override
    public PCollection<KV<K, V>> expand(PCollection<KV<K, TimestampedValue<V>>> input) {
      KvCoder<K, TimestampedValue<V>> coder = pairCoder("Reify.extractTimestampsFromValues", input);
      if (!(coder.getValueCoder() instanceof TimestampedValue.TimestampedValueCoder<V> values)) {
        throw new IllegalArgumentException(
            "Reify.extractTimestampsFromValues needs values with a TimestampedValueCoder, but "
                + input.getName()
                + " has "
                + coder);
      }
      return coded(
          input.apply("ExtractTimestamps", ParDo.of(new ExtractTimestampsDoFn<>())),
          KvCoder.of(coder.getKeyCoder(), values.getValueCoder()));
    }
  }

  static final class ExtractTimestampsDoFn<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, TimestampedValue<V>>, KV<K, V>> {
    private static final long serialVersionUID = 1;

    private static final Duration ANY = Duration.ofMillis(Long.MAX_VALUE);

    @Override
    public Duration getAllowedTimestampSkew() {
      return ANY;
    }

    @ProcessElement
    public void processElement(
        @Element KV<K, TimestampedValue<V>> pair, OutputReceiver<KV<K, V>> out) {
      TimestampedValue<V> value = pair.getValue();
      out.outputWithTimestamp(KV.of(pair.getKey(), value.getValue()), value.getTimestamp());
    }
  }

  private static final class ReifyView<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<K>, PCollection<KV<K, V>>> {

    private final PCollectionView<V> view;
    private final Coder<V> coder;

    ReifyView(PCollectionView<V> view, Coder<V> coder) {
      this.view = view;
      this.coder = coder;
    }

    @Override
    public PCollection<KV<K, V>> expand(PCollection<K> input) {
      return coded(
          input.apply("Reify", ParDo.of(new ViewDoFn<K, V>(view)).withSideInputs(view)),
          KvCoder.of(input.getCoder(), coder));
    }
  }

  static final class ViewDoFn<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<K, KV<K, V>> {
    private static final long serialVersionUID = 1;

    private final PCollectionView<V> view;

    ViewDoFn(PCollectionView<V> view) {
      this.view = view;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(KV.of(c.element(), c.sideInput(view)));
    }
  }

  private static final class ReifyViewInGlobalWindow<V extends @Nullable Object>
      extends PTransform<PBegin, PCollection<V>> {

    private final PCollectionView<V> view;
    private final Coder<V> coder;

    ReifyViewInGlobalWindow(PCollectionView<V> view, Coder<V> coder) {
      this.view = view;
      this.coder = coder;
    }

    @Override
    public PCollection<V> expand(PBegin input) {
      return input
          .apply(
              Create.of(Collections.<@Nullable Void>singletonList(null)).withCoder(VoidCoder.of()))
          .apply(Reify.viewAsValues(view, coder))
          .apply(Values.create());
    }
  }
}
