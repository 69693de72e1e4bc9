package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.BooleanCoder;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out elements that were there a short time ago, at once and without waiting for a window to
 * end.
 *
 * <pre>{@code
 * PCollection<Order> once =
 *     orders.apply(
 *         Deduplicate.withRepresentativeValueFn(new OrderId())
 *             .withDuration(Duration.ofHours(1)));
 * }</pre>
 *
 * <p>The first of equal elements in a window is given out as it comes. Those that follow are left
 * out until the duration has passed since then, by the given clock; then the next one counts as a
 * first one again. Elements are equal if their encoded forms are, so that the coder of what is
 * compared must be deterministic; the windows must not merge. Where each element of a window must
 * come out once however long it takes, use {@link Distinct}.
 *
 * <p>The duration counts from the time of the clock, not from the timestamp of the element: in
 * event time, from the watermark. As long as there is no watermark, nothing is forgotten.
 *
 * <p>All transforms here are immutable; each method gives a changed copy.
 */
public final class Deduplicate {

  /** The clock unless another is given. */
  public static final TimeDomain DEFAULT_TIME_DOMAIN = TimeDomain.PROCESSING_TIME;

  /** The duration unless another is given: ten minutes. */
  public static final Duration DEFAULT_DURATION = Duration.ofMinutes(10);

  private static final Settings DEFAULTS = new Settings(DEFAULT_TIME_DOMAIN, DEFAULT_DURATION);

  private Deduplicate() {}

  /** The transform that compares elements as a whole. */
  public static <T extends @Nullable Object> Values<T> values() {
    return new Values<>(DEFAULTS);
  }

  /** The transform that compares the keys of pairs. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      KeyedValues<K, V> keyedValues() {
    return new KeyedValues<>(DEFAULTS);
  }

  /** The transform that compares what the given function makes of the elements. */
  public static <T extends @Nullable Object, IdT extends @Nullable Object>
      WithRepresentativeValues<T, IdT> withRepresentativeValueFn(
          SerializableFunction<T, IdT> representativeValueFn) {
    return new WithRepresentativeValues<>(DEFAULTS, representativeValueFn, null, null);
  }

  private record Settings(TimeDomain timeDomain, Duration duration) {

    Settings {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(
            "Elements can be remembered for a positive time only, not for " + duration);
      }
    }

    Settings with(TimeDomain other) {
      return new Settings(other, duration);
    }

    Settings with(Duration other) {
      return new Settings(timeDomain, other);
    }

    void describe(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("timeDomain", timeDomain.name()))
          .add(DisplayData.item("duration", duration));
    }
  }

  /** See {@link Deduplicate#values}. */
  public static final class Values<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final transient Settings settings;

    private Values(Settings settings) {
      this.settings = settings;
    }

    /** The same by another clock. */
    public Values<T> withTimeDomain(TimeDomain timeDomain) {
      return new Values<>(settings.with(timeDomain));
    }

    /**
     * The same with another duration.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Values<T> withDuration(Duration duration) {
      return new Values<>(settings.with(duration));
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      Coder<T> coder = input.getCoder();
      return input
          .apply("Key", ParDo.of(ElementDoFn.Map.of(new PairFunctions.WithoutValue<T>())))
          .setCoder(KvCoder.of(coder, VoidCoder.of()))
          .apply("First", new KeyedValues<>(settings))
          .apply("Element", Keys.create())
          .setCoder(coder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      settings.describe(builder);
    }
  }

  /** See {@link Deduplicate#keyedValues}. */
  public static final class KeyedValues<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, V>>> {

    private final transient Settings settings;

    private KeyedValues(Settings settings) {
      this.settings = settings;
    }

    /** The same by another clock. */
    public KeyedValues<K, V> withTimeDomain(TimeDomain timeDomain) {
      return new KeyedValues<>(settings.with(timeDomain));
    }

    /**
     * The same with another duration.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public KeyedValues<K, V> withDuration(Duration duration) {
      return new KeyedValues<>(settings.with(duration));
    }

    @Override
    public PCollection<KV<K, V>> expand(PCollection<KV<K, V>> input) {
      return input.apply("First", ParDo.of(new FirstFn<>(settings))).setCoder(input.getCoder());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      settings.describe(builder);
    }
  }

  /** See {@link Deduplicate#withRepresentativeValueFn}. */
  public static final class WithRepresentativeValues<
          T extends @Nullable Object, IdT extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final transient Settings settings;
    private final SerializableFunction<T, IdT> fn;
    private final transient @Nullable TypeDescriptor<IdT> type;
    private final @Nullable Coder<IdT> coder;

    private WithRepresentativeValues(
        Settings settings,
        SerializableFunction<T, IdT> fn,
        @Nullable TypeDescriptor<IdT> type,
        @Nullable Coder<IdT> coder) {
      this.settings = settings;
      this.fn = fn;
      this.type = type;
      this.coder = coder;
    }

    /** The same by another clock. */
    public WithRepresentativeValues<T, IdT> withTimeDomain(TimeDomain timeDomain) {
      return new WithRepresentativeValues<>(settings.with(timeDomain), fn, type, coder);
    }

    /**
     * The same with another duration.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WithRepresentativeValues<T, IdT> withDuration(Duration duration) {
      return new WithRepresentativeValues<>(settings.with(duration), fn, type, coder);
    }

    /**
     * The same with the type of what the function gives, where it cannot be told from it; a coder
     * that was given is forgotten.
     */
    public WithRepresentativeValues<T, IdT> withRepresentativeType(TypeDescriptor<IdT> type) {
      return new WithRepresentativeValues<>(settings, fn, type, null);
    }

    /** The same with the coder of what the function gives; a type that was given is forgotten. */
    public WithRepresentativeValues<T, IdT> withRepresentativeCoder(Coder<IdT> coder) {
      return new WithRepresentativeValues<>(settings, fn, null, coder);
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      Coder<IdT> idCoder = coder != null ? coder : idCoder(input);
      PCollection<KV<IdT, T>> pairs =
          input.apply("Key", WithKeys.of(fn)).setCoder(KvCoder.of(idCoder, input.getCoder()));
      return pairs
          .apply("First", new KeyedValues<>(settings))
          .apply("Element", io.millrace.sdk.transforms.Values.create())
          .setCoder(input.getCoder());
    }

    private Coder<IdT> idCoder(PCollection<T> input) {
      TypeDescriptor<IdT> idType = type != null ? type : TypeDescriptors.outputOf(fn);
      try {
        return input.getPipeline().getCoderRegistry().getCoder(idType);
      } catch (CannotProvideCoderException e) {
        throw new IllegalArgumentException(
            "The coder of the representative values is not known: "
                + e.getMessage()
                + " Give their type with withRepresentativeType(...), or their coder with"
                + " withRepresentativeCoder(...).",
            e);
      }
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      settings.describe(builder);
    }
  }

  /** Lets the first element of a key pass, and remembers for some time that it did. */
  static final class FirstFn<K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, V>, KV<K, V>> {

    private static final long serialVersionUID = 1;

    private final Duration duration;

    @StateId("seen")
    final StateSpec<ValueState<Boolean>> seenSpec = StateSpecs.value(BooleanCoder.of());

    @TimerId("forget")
    final TimerSpec forgetSpec;

    FirstFn(Settings settings) {
      this.duration = settings.duration;
      this.forgetSpec = TimerSpecs.timer(settings.timeDomain);
    }

    @ProcessElement
    public void processElement(
        @Element KV<K, V> element,
        @StateId("seen") ValueState<Boolean> seen,
        @TimerId("forget") Timer forget,
        OutputReceiver<KV<K, V>> out) {
      if (seen.read() == null) {
        seen.write(true);
        // nothing is output later, so that nothing holds the watermark
        forget.withNoOutputTimestamp().offset(duration).setRelative();
        out.output(element);
      }
    }

    @OnTimer("forget")
    public void onForget(@StateId("seen") ValueState<Boolean> seen) {
      seen.clear();
    }
  }
}
