package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.options.ValueProvider;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a collection of elements that the program has in memory.
 *
 * <pre>{@code
 * PCollection<String> words = pipeline.apply(Create.of("to", "be", "or", "not", "to", "be"));
 * PCollection<Long> none = pipeline.apply(Create.empty(TypeDescriptors.longs()));
 * }</pre>
 *
 * <p>The elements are encoded when the transform is applied and travel with the pipeline, so they
 * should be few; they need not be serialisable. They are in the global window, at the beginning of
 * time unless they are {@link #timestamped}.
 *
 * <p>The coder is the one of {@code withCoder}, or that of the type of {@code withType}, or is
 * inferred from the elements. To infer it, all must be of one class, or kinds of one sealed type;
 * containers are looked into.
 */
public final class Create {

  private Create() {}

  /** Makes a collection of the given elements, none of which need be there. */
  public static <T extends @Nullable Object> Values<T> of(Iterable<T> elems) {
    return new Values<>(listOf(elems), null, null);
  }

  /** Makes a collection of the given elements. */
  @SafeVarargs
  @SuppressWarnings("NullAway") // a null array is what Java makes of one more element, null
  public static <T extends @Nullable Object> Values<T> of(T elem, T @Nullable ... elems) {
    List<T> all = new ArrayList<>();
    all.add(elem);
    if (elems == null) {
      all.add(null);
    } else {
      for (T each : elems) {
        all.add(each);
      }
    }
    return of(all);
  }

  /** Makes a collection of nothing, with a coder. */
  public static <T extends @Nullable Object> Values<T> empty(Coder<T> coder) {
    return new Values<T>(List.of(), coder, null);
  }

  /** Makes a collection of nothing, with a type. */
  public static <T extends @Nullable Object> Values<T> empty(TypeDescriptor<T> type) {
    return new Values<T>(List.of(), null, type);
  }

  /** Makes a collection of the entries of a map, as pairs. */
  public static <K extends @Nullable Object, V extends @Nullable Object> Values<KV<K, V>> of(
      Map<K, V> elems) {
    List<KV<K, V>> pairs = new ArrayList<>();
    elems.forEach((key, value) -> pairs.add(KV.of(key, value)));
    return of(pairs);
  }

  /** Makes a collection of the one element that a provider gives. */
  public static <T extends @Nullable Object> OfValueProvider<T> ofProvider(
      ValueProvider<T> provider, Coder<T> coder) {
    return new OfValueProvider<>(provider, coder);
  }

  /** Makes a collection of elements with event times. */
  public static <T extends @Nullable Object> TimestampedValues<T> timestamped(
      Iterable<TimestampedValue<T>> elems) {
    return new TimestampedValues<>(listOf(elems), null, null);
  }

  /** Makes a collection of elements with event times. */
  @SafeVarargs
  public static <T extends @Nullable Object> TimestampedValues<T> timestamped(
      TimestampedValue<T> elem, TimestampedValue<T>... elems) {
    List<TimestampedValue<T>> all = new ArrayList<>();
    all.add(elem);
    for (TimestampedValue<T> each : elems) {
      all.add(each);
    }
    return timestamped(all);
  }

  /**
   * Makes a collection of elements with event times, given in milliseconds after the epoch.
   *
   * @throws IllegalArgumentException if there are more of one than of the other
   */
  public static <T extends @Nullable Object> TimestampedValues<T> timestamped(
      Iterable<T> values, Iterable<Long> timestamps) {
    List<TimestampedValue<T>> elements = new ArrayList<>();
    Iterator<T> value = values.iterator();
    Iterator<Long> timestamp = timestamps.iterator();
    while (value.hasNext() && timestamp.hasNext()) {
      elements.add(TimestampedValue.of(value.next(), Instant.ofEpochMilli(timestamp.next())));
    }
    if (value.hasNext() || timestamp.hasNext()) {
      throw new IllegalArgumentException(
          "Create.timestamped was given more "
              + (value.hasNext() ? "values than timestamps" : "timestamps than values")
              + ": only "
              + elements.size()
              + " have a partner. Give as many of one as of the other");
    }
    return timestamped(elements);
  }

  private static <T extends @Nullable Object> List<T> listOf(Iterable<T> elements) {
    List<T> list = new ArrayList<>();
    elements.forEach(list::add);
    return Collections.unmodifiableList(list);
  }

  private static <T extends @Nullable Object> Coder<T> coder(
      CoderRegistry registry,
      List<T> elements,
      @Nullable Coder<T> coder,
      @Nullable TypeDescriptor<T> type) {
    if (coder != null) {
      return coder;
    }
    try {
      if (type != null) {
        return registry.getCoder(type);
      }
      if (elements.isEmpty()) {
        throw new IllegalArgumentException(
            "Nothing tells the type of a collection without elements: use"
                + " Create.empty(TypeDescriptor) or Create.empty(Coder), or add .withType(...) or"
                + " .withCoder(...)");
      }
      @SuppressWarnings("unchecked") // it was inferred from elements of the type
      Coder<T> inferred = (Coder<T>) new ElementCoders(registry).infer(elements);
      return inferred;
    } catch (CannotProvideCoderException e) {
      throw new IllegalArgumentException(
          "No coder can be inferred: " + e.getMessage() + ". Name one with .withCoder(...)", e);
    }
  }

  private static <T extends @Nullable Object> PCollection<T> read(
      PBegin input, CreateSource<T> source, @Nullable TypeDescriptor<T> type) {
    PCollection<T> output = input.apply(Read.from(source));
    TypeDescriptor<T> known =
        type != null ? type : source.getOutputCoder().getEncodedTypeDescriptor();
    return known.hasUnresolvedParameters() ? output : output.setTypeDescriptor(known);
  }

  /**
   * See {@link Create#of}. Immutable; each method gives a changed copy.
   *
   * @param <T> the type of the elements
   */
  public static final class Values<T extends @Nullable Object>
      extends PTransform<PBegin, PCollection<T>> {

    // elements need not be serialisable: what is serialised is the source that they are encoded in
    private final transient List<T> elements;
    private final transient @Nullable Coder<T> coder;
    private final transient @Nullable TypeDescriptor<T> type;

    private Values(List<T> elements, @Nullable Coder<T> coder, @Nullable TypeDescriptor<T> type) {
      this.elements = elements;
      this.coder = coder;
      this.type = type;
    }

    /** The same with the given coder. */
    public Values<T> withCoder(Coder<T> coder) {
      return new Values<>(elements, coder, type);
    }

    /** The same with the coder that the pipeline knows for the given type. */
    public Values<T> withType(TypeDescriptor<T> type) {
      return new Values<>(elements, coder, type);
    }

    /** This transform: elements are always read from a source. */
    public Values<T> alwaysUseRead() {
      return this;
    }

    /** The elements. */
    public Iterable<T> getElements() {
      return elements;
    }

    @Override
    public PCollection<T> expand(PBegin input) {
      Coder<T> known = coder(input.getPipeline().getCoderRegistry(), elements, coder, type);
      return read(input, CreateSource.of(elements, null, known), type);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("elements", elements.size()).withLabel("Number of elements"));
    }
  }

  /**
   * See {@link Create#timestamped}. Immutable; each method gives a changed copy.
   *
   * @param <T> the type of the elements
   */
  public static final class TimestampedValues<T extends @Nullable Object>
      extends PTransform<PBegin, PCollection<T>> {

    private final transient List<TimestampedValue<T>> elements;
    private final transient @Nullable Coder<T> coder;
    private final transient @Nullable TypeDescriptor<T> type;

    private TimestampedValues(
        List<TimestampedValue<T>> elements,
        @Nullable Coder<T> coder,
        @Nullable TypeDescriptor<T> type) {
      this.elements = elements;
      this.coder = coder;
      this.type = type;
    }

    /** The same with the given coder. */
    public TimestampedValues<T> withCoder(Coder<T> coder) {
      return new TimestampedValues<>(elements, coder, type);
    }

    /** The same with the coder that the pipeline knows for the given type. */
    public TimestampedValues<T> withType(TypeDescriptor<T> type) {
      return new TimestampedValues<>(elements, coder, type);
    }

    @Override
    public PCollection<T> expand(PBegin input) {
      List<T> values = new ArrayList<>();
      long[] millis = new long[elements.size()];
      for (int i = 0; i < millis.length; i++) {
        TimestampedValue<T> element = elements.get(i);
        BoundedWindow.validateTimestampBounds(element.getTimestamp());
        values.add(element.getValue());
        millis[i] = element.getTimestamp().toEpochMilli();
      }
      Coder<T> known = coder(input.getPipeline().getCoderRegistry(), values, coder, type);
      return read(input, CreateSource.of(values, millis, known), type);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("elements", elements.size()).withLabel("Number of elements"));
    }
  }

  /**
   * See {@link Create#ofProvider}.
   *
   * @param <T> the type of the element
   */
  public static final class OfValueProvider<T extends @Nullable Object>
      extends PTransform<PBegin, PCollection<T>> {

    private final ValueProvider<T> provider;
    private final transient Coder<T> coder;

    private OfValueProvider(ValueProvider<T> provider, Coder<T> coder) {
      this.provider = provider;
      this.coder = coder;
    }

    @Override
    public PCollection<T> expand(PBegin input) {
      if (provider.isAccessible()) {
        return input.apply(Create.of(Collections.singletonList(provider.get())).withCoder(coder));
      }
      return input
          .apply(
              Create.of(Collections.<@Nullable Void>singletonList(null)).withCoder(VoidCoder.of()))
          .apply("Provide", ParDo.of(new ElementDoFn.Map<>(new Provided<>(provider), null, null)))
          .setCoder(coder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.addIfNotNull(DisplayData.item("provider", provider).withLabel("Provider"));
    }
  }

  private record Provided<T extends @Nullable Object>(ValueProvider<T> provider)
      implements ProcessFunction<@Nullable Void, T> {
    @Override
    public T apply(@Nullable Void nothing) {
      return provider.get();
    }
  }
}
