package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.testing.differences.Shown;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that a window has in the end, whatever panes it came in.
 *
 * @param <T> the type of the value
 */
record FinalResult<T extends @Nullable Object>(T value, BoundedWindow window) {

  @Override
  public String toString() {
    return Shown.value(value) + " in " + window;
  }

  /** Whose panes follow each other. */
  private record Sequence(Object key, BoundedWindow window) {}

  /**
   * What is left of the panes of a collection. Where they accumulate, that is the last pane of each
   * window and key, without windows that merged into others before their end; where they do not,
   * everything, the iterables of a grouping put together. Results that are no {@link KV}s are all
   * of one key.
   */
  static <T extends @Nullable Object> List<FinalResult<T>> of(
      PCollection<T> collection, List<Observed<T>> elements) {
    WindowingStrategy<?, ?> windowing = collection.getWindowingStrategy();
    Coder<T> coder = collection.getCoder();
    Map<Sequence, List<Observed<T>>> sequences = new LinkedHashMap<>();
    for (Observed<T> element : elements) {
      sequences
          .computeIfAbsent(
              new Sequence(keyOf(element.value(), coder), element.window()),
              unused -> new ArrayList<>())
          .add(element);
    }
    List<FinalResult<T>> results = new ArrayList<>();
    for (Map.Entry<Sequence, List<Observed<T>>> sequence : sequences.entrySet()) {
      List<T> values =
          windowing.getMode() == AccumulationMode.ACCUMULATING_FIRED_PANES
              ? lastPane(sequence.getValue(), !windowing.getWindowFn().isNonMerging())
              : putTogether(sequence.getValue(), coder);
      for (T value : values) {
        results.add(new FinalResult<>(unordered(value, coder), sequence.getKey().window()));
      }
    }
    return results;
  }

  private static <T extends @Nullable Object> Object keyOf(T value, Coder<T> coder) {
    return value instanceof KV<?, ?> pair && coder instanceof KvCoder<?, ?> kv
        ? anyCoder(kv.getKeyCoder()).structuralValue(pair.getKey())
        : "";
  }

  @SuppressWarnings("unchecked") // it is given nothing but values that it is the coder of
  private static Coder<@Nullable Object> anyCoder(Coder<?> coder) {
    return (Coder<@Nullable Object>) coder;
  }

  private static <T extends @Nullable Object> List<T> lastPane(
      List<Observed<T>> elements, boolean merging) {
    long last = 0;
    for (Observed<T> element : elements) {
      last = Math.max(last, element.pane().getIndex());
    }
    List<T> values = new ArrayList<>();
    for (Observed<T> element : elements) {
      boolean mayHaveMerged = merging && element.pane().getTiming() == Timing.EARLY;
      if (element.pane().getIndex() == last && !mayHaveMerged) {
        values.add(element.value());
      }
    }
    return values;
  }

  @SuppressWarnings("unchecked") // the coder says what the values are
  private static <T extends @Nullable Object> List<T> putTogether(
      List<Observed<T>> elements, Coder<T> coder) {
    List<T> values = new ArrayList<>();
    elements.forEach(element -> values.add(element.value()));
    if (!(coder instanceof KvCoder<?, ?> kv && kv.getValueCoder() instanceof IterableCoder<?>)) {
      return values;
    }
    List<@Nullable Object> all = new ArrayList<>();
    for (T value : values) {
      ((KV<?, Iterable<?>>) value).getValue().forEach(all::add);
    }
    return List.of((T) KV.of(((KV<?, ?>) values.get(0)).getKey(), all));
  }

  /** The value with the elements of its iterables, which have no order, in one that is the same. */
  @SuppressWarnings("unchecked") // the coder says what the value is
  private static <T extends @Nullable Object> T unordered(T value, Coder<?> coder) {
    if (value instanceof KV<?, ?> pair && coder instanceof KvCoder<?, ?> kv) {
      return (T)
          KV.of(
              unordered(pair.getKey(), kv.getKeyCoder()),
              unordered(pair.getValue(), kv.getValueCoder()));
    }
    if (value instanceof Iterable<?> elements && coder instanceof IterableCoder<?> iterable) {
      return (T) sorted(elements, anyCoder(iterable.getElemCoder()));
    }
    return value;
  }

  private static List<@Nullable Object> sorted(
      Iterable<?> elements, Coder<@Nullable Object> coder) {
    List<KV<byte[], @Nullable Object>> byBytes = new ArrayList<>();
    for (Object element : elements) {
      Object same = unordered(element, coder);
      try {
        byBytes.add(KV.of(CoderUtils.encodeToByteArray(coder, same), same));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    byBytes.sort((left, right) -> Arrays.compare(left.getKey(), right.getKey()));
    List<@Nullable Object> values = new ArrayList<>();
    byBytes.forEach(each -> values.add(each.getValue()));
    return values;
  }

  /** Tells which results are the same: those that values and windows are encoded alike of. */
  static final class ResultCoder<T extends @Nullable Object>
      extends StructuredCoder<FinalResult<T>> {

    private static final long serialVersionUID = 1;

    private final Coder<T> valueCoder;
    private final Coder<BoundedWindow> windowCoder;

    ResultCoder(PCollection<T> collection) {
      this.valueCoder = collection.getCoder();
      this.windowCoder = Assertion.windowCoder(collection);
    }

    @Override
    public void encode(FinalResult<T> result, OutputStream out) throws IOException {
      valueCoder.encode(result.value, out);
      windowCoder.encode(result.window, out);
    }

    @Override
    public FinalResult<T> decode(InputStream in) throws IOException {
      T value = valueCoder.decode(in);
      return new FinalResult<>(value, windowCoder.decode(in));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(valueCoder, windowCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      verifyDeterministic(this, "value", valueCoder);
      verifyDeterministic(this, "window", windowCoder);
    }
  }
}
