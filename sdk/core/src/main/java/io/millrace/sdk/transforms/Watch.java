package io.millrace.sdk.transforms;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import io.millrace.sdk.values.TypeDescriptors.TypeVariableExtractor;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Watches what grows: asks again and again what there is for each element, and gives what was not
 * there before.
 *
 * <pre>{@code
 * PCollection<KV<String, String>> changesByTopic =
 *     topics.apply(
 *         Watch.growthOf(new ListChanges())
 *             .withPollInterval(Duration.ofSeconds(30))
 *             .withTerminationPerInput(Watch.Growth.afterTimeSinceNewOutput(Duration.ofHours(1))));
 * }</pre>
 */
public final class Watch {

  private Watch() {}

  /** Watches what a function gives for each element. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Growth<InputT, OutputT, OutputT> growthOf(Growth.PollFn<InputT, OutputT> pollFn) {
    return growthOf(pollFn, Requirements.empty());
  }

  /** Watches what a function gives for each element; the function needs these side inputs. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Growth<InputT, OutputT, OutputT> growthOf(
          Growth.PollFn<InputT, OutputT> pollFn, Requirements requirements) {
    return Growth.create(Contextful.of(pollFn, requirements), new Growth.Itself<>());
  }

  /** The same; outputs of one element are equal if what {@code outputKeyFn} makes of them is. */
  public static <
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object,
          KeyT extends @Nullable Object>
      Growth<InputT, OutputT, KeyT> growthOf(
          Contextful<Growth.PollFn<InputT, OutputT>> pollFn,
          SerializableFunction<OutputT, KeyT> outputKeyFn) {
    return Growth.create(pollFn, outputKeyFn);
  }

  /**
   * See {@link Watch}.
   *
   * <p>For each element in each window the function is called at once, and then again after each
   * poll interval of processing time. Of what it returns those outputs are given, together with the
   * element and in order of their timestamps, that it has not returned for this element before.
   * Which outputs are equal is decided by their keys, by default themselves, as their deterministic
   * coder encodes them.
   *
   * <p>What was seen is remembered as a hash of 128 bits for each output, on the heap and as part
   * of what is kept of the element: it grows with the number of different outputs and is let go
   * when the polling for the element ends. Watch what changes moderately; a directory of very many
   * files, for instance, should be emptied and watched in parts.
   *
   * <p>The polling for an element ends when the function says that it is complete, or when the
   * {@link TerminationCondition} says so; draining ends it before the next poll. With {@code
   * --mode=available-now} each element is polled for once. The watermark of the output is held for
   * each element, by default at the timestamp of its earliest latest news: see {@link PollResult}.
   * Outputs must not be earlier than their element. A poll that fails fails the pipeline.
   *
   * <p>Immutable; each method gives a changed copy.
   *
   * @param <InputT> the type of the elements
   * @param <OutputT> the type of what grows
   * @param <KeyT> the type of the keys by which outputs are told apart
   */
  @AutoValue
  public abstract static class Growth<
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object,
          KeyT extends @Nullable Object>
      extends PTransform<PCollection<InputT>, PCollection<KV<InputT, OutputT>>> {
    private static final long serialVersionUID = 1;

    Growth() {}

    /**
     * Finds out what there is for an element now. Serialisable; one thread at a time calls a copy.
     *
     * @param <InputT> the type of the elements
     * @param <OutputT> the type of what there is
     */
    public abstract static class PollFn<
            InputT extends @Nullable Object, OutputT extends @Nullable Object>
        implements Serializable {
      private static final long serialVersionUID = 1;

      /** For subclasses. */
      protected PollFn() {}

      /** Where a function finds its side inputs and the time. Valid during one call only. */
      public abstract static class Context extends Contextful.Fn.Context {

        /** The clock of processing time; in tests, that of the script of events. */
        public abstract Clock clock();
      }

      /** What there is for the element: all of it, or only what is new. */
      public abstract PollResult<OutputT> apply(InputT element, Context c) throws Exception;
    }

    /**
     * What a poll found. Immutable.
     *
     * @param <OutputT> the type of what is found
     */
    public static final class PollResult<OutputT extends @Nullable Object> {

      private final List<TimestampedValue<OutputT>> outputs;
      private final @Nullable Instant watermark;

      private PollResult(List<TimestampedValue<OutputT>> outputs, @Nullable Instant watermark) {
        this.outputs = List.copyOf(outputs);
        this.watermark = watermark;
      }

      /** What there was, new or not. */
      public List<TimestampedValue<OutputT>> getOutputs() {
        return outputs;
      }

      /** Up to where no more outputs are to be expected; null if that is not known. */
      public @Nullable Instant getWatermark() {
        return watermark;
      }

      /**
       * The same, where later polls give nothing new before this time. Without it the earliest new
       * output of a poll counts, and a poll without news lets event time stand still.
       *
       * @throws IllegalArgumentException if it is outside of event time
       */
      public PollResult<OutputT> withWatermark(Instant watermark) {
        BoundedWindow.validateTimestampBounds(watermark);
        return new PollResult<>(outputs, watermark);
      }

      /** All that there ever will be: there is no poll behind this one. */
      public static <OutputT extends @Nullable Object> PollResult<OutputT> complete(
          List<TimestampedValue<OutputT>> outputs) {
        return new PollResult<>(outputs, BoundedWindow.TIMESTAMP_MAX_VALUE);
      }

      /** All that there ever will be, as of one time. */
      public static <OutputT extends @Nullable Object> PollResult<OutputT> complete(
          Instant timestamp, List<OutputT> outputs) {
        return complete(timed(timestamp, outputs));
      }

      /** What there is now; there may be more later. */
      public static <OutputT extends @Nullable Object> PollResult<OutputT> incomplete(
          List<TimestampedValue<OutputT>> outputs) {
        return new PollResult<>(outputs, null);
      }

      /** What there is now, as of one time. */
      public static <OutputT extends @Nullable Object> PollResult<OutputT> incomplete(
          Instant timestamp, List<OutputT> outputs) {
        return incomplete(timed(timestamp, outputs));
      }

      private static <OutputT extends @Nullable Object> List<TimestampedValue<OutputT>> timed(
          Instant timestamp, List<OutputT> outputs) {
        List<TimestampedValue<OutputT>> timed = new ArrayList<>(outputs.size());
        for (OutputT output : outputs) {
          timed.add(TimestampedValue.of(output, timestamp));
        }
        return timed;
      }

      @Override
      public String toString() {
        return outputs + (watermark == null ? "" : ", watermark " + watermark);
      }
    }

    /**
     * When to stop polling for an element. Its state is a value with a coder; times are those of
     * processing time. Serialisable, immutable.
     *
     * @param <InputT> the type of the elements
     * @param <StateT> the type of the state, whose values are immutable
     */
    public interface TerminationCondition<
            InputT extends @Nullable Object, StateT extends @Nullable Object>
        extends Serializable {

      /** The coder of the state. */
      Coder<StateT> getStateCoder();

      /** The state before the first poll for an element. */
      StateT forNewInput(Instant now, InputT input);

      /** The state after a poll that found something new. */
      default StateT onSeenNewOutput(Instant now, StateT state) {
        return state;
      }

      /** The state after any poll. */
      default StateT onPollComplete(StateT state) {
        return state;
      }

      /** Whether the last poll was the last. */
      boolean canStopPolling(Instant now, StateT state);

      /** The state in words, for the log. */
      default String toString(StateT state) {
        return String.valueOf(state);
      }
    }

    /**
     * Goes on until the pipeline is cancelled or drained. The default. Behind a test's script of
     * events it would go on for ever: give it an end there.
     */
    public static <InputT extends @Nullable Object>
        TerminationCondition<InputT, @Nullable Void> never() {
      return new GrowthTermination.Never<>();
    }

    /**
     * Ends after so many polls.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static <InputT extends @Nullable Object>
        TerminationCondition<InputT, Integer> afterIterations(int iterations) {
      return new GrowthTermination.AfterIterations<>(iterations);
    }

    /**
     * Ends with the first poll when so much time has passed since the element came.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static <InputT extends @Nullable Object>
        TerminationCondition<InputT, Instant> afterTotalOf(Duration timeSinceInput) {
      return afterTotalOf(new GrowthTermination.Fixed<>(timeSinceInput));
    }

    /** Ends with the first poll when so much time, which depends on the element, has passed. */
    public static <InputT extends @Nullable Object>
        TerminationCondition<InputT, Instant> afterTotalOf(
            SerializableFunction<InputT, Duration> timeSinceInput) {
      return new GrowthTermination.AfterTotalOf<>(timeSinceInput);
    }

    /**
     * Ends with the first poll when so much time has passed since there was something new; never
     * before there was something.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static <InputT extends @Nullable Object>
        TerminationCondition<InputT, KV<@Nullable Instant, Duration>> afterTimeSinceNewOutput(
            Duration timeSinceNewOutput) {
      return afterTimeSinceNewOutput(new GrowthTermination.Fixed<>(timeSinceNewOutput));
    }

    /** The same with a time that depends on the element. */
    public static <InputT extends @Nullable Object>
        TerminationCondition<InputT, KV<@Nullable Instant, Duration>> afterTimeSinceNewOutput(
            SerializableFunction<InputT, Duration> timeSinceNewOutput) {
      return new GrowthTermination.AfterTimeSinceNewOutput<>(timeSinceNewOutput);
    }

    /** Ends when one of two conditions says so. */
    public static <
            InputT extends @Nullable Object,
            FirstStateT extends @Nullable Object,
            SecondStateT extends @Nullable Object>
        TerminationCondition<InputT, KV<FirstStateT, SecondStateT>> eitherOf(
            TerminationCondition<InputT, FirstStateT> first,
            TerminationCondition<InputT, SecondStateT> second) {
      return new GrowthTermination.OfTwo<>(false, first, second);
    }

    /** Ends when both conditions say so. */
    public static <
            InputT extends @Nullable Object,
            FirstStateT extends @Nullable Object,
            SecondStateT extends @Nullable Object>
        TerminationCondition<InputT, KV<FirstStateT, SecondStateT>> allOf(
            TerminationCondition<InputT, FirstStateT> first,
            TerminationCondition<InputT, SecondStateT> second) {
      return new GrowthTermination.OfTwo<>(true, first, second);
    }

    /** An output is its own key. */
    static final class Itself<T extends @Nullable Object> implements SerializableFunction<T, T> {
      private static final long serialVersionUID = 1;

      @Override
      public T apply(T output) {
        return output;
      }
    }

    static <
            InputT extends @Nullable Object,
            OutputT extends @Nullable Object,
            KeyT extends @Nullable Object>
        Growth<InputT, OutputT, KeyT> create(
            Contextful<PollFn<InputT, OutputT>> pollFn,
            SerializableFunction<OutputT, KeyT> outputKeyFn) {
      return new AutoValue_Watch_Growth.Builder<InputT, OutputT, KeyT>()
          .setPollFn(pollFn)
          .setOutputKeyFn(outputKeyFn)
          .setTerminationPerInput(Growth.<InputT>never())
          .build();
    }

    abstract Contextful<PollFn<InputT, OutputT>> getPollFn();

    abstract SerializableFunction<OutputT, KeyT> getOutputKeyFn();

    abstract TerminationCondition<InputT, ?> getTerminationPerInput();

    abstract @Nullable Duration getPollInterval();

    abstract @Nullable Coder<OutputT> getOutputCoder();

    abstract @Nullable Coder<KeyT> getOutputKeyCoder();

    abstract Builder<InputT, OutputT, KeyT> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<
        InputT extends @Nullable Object,
        OutputT extends @Nullable Object,
        KeyT extends @Nullable Object> {

      abstract Builder<InputT, OutputT, KeyT> setPollFn(Contextful<PollFn<InputT, OutputT>> pollFn);

      abstract Builder<InputT, OutputT, KeyT> setOutputKeyFn(
          SerializableFunction<OutputT, KeyT> outputKeyFn);

      abstract Builder<InputT, OutputT, KeyT> setTerminationPerInput(
          TerminationCondition<InputT, ?> terminationPerInput);

      abstract Builder<InputT, OutputT, KeyT> setPollInterval(@Nullable Duration pollInterval);

      abstract Builder<InputT, OutputT, KeyT> setOutputCoder(@Nullable Coder<OutputT> outputCoder);

      abstract Builder<InputT, OutputT, KeyT> setOutputKeyCoder(@Nullable Coder<KeyT> keyCoder);

      abstract Growth<InputT, OutputT, KeyT> build();
    }

    /** The same with this condition of when to stop; the default is {@link #never}. */
    public Growth<InputT, OutputT, KeyT> withTerminationPerInput(
        TerminationCondition<InputT, ?> terminationPerInput) {
      return toBuilder().setTerminationPerInput(terminationPerInput).build();
    }

    /**
     * The same with this time, of processing time, from the end of one poll to the next. Must be
     * set.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Growth<InputT, OutputT, KeyT> withPollInterval(Duration pollInterval) {
      if (pollInterval.isNegative() || pollInterval.isZero()) {
        throw new IllegalArgumentException(
            "The poll interval must be positive, but is " + pollInterval);
      }
      return toBuilder().setPollInterval(pollInterval).build();
    }

    /** The same with this coder of outputs; by default it is inferred from the poll function. */
    public Growth<InputT, OutputT, KeyT> withOutputCoder(Coder<OutputT> outputCoder) {
      return toBuilder().setOutputCoder(Objects.requireNonNull(outputCoder)).build();
    }

    /**
     * The same with this coder of the keys of outputs, which must be deterministic; by default that
     * of the outputs if they are their own keys, or else inferred from the key function.
     */
    public Growth<InputT, OutputT, KeyT> withOutputKeyCoder(Coder<KeyT> outputKeyCoder) {
      return toBuilder().setOutputKeyCoder(Objects.requireNonNull(outputKeyCoder)).build();
    }

    @Override
    public PCollection<KV<InputT, OutputT>> expand(PCollection<InputT> input) {
      Duration pollInterval = getPollInterval();
      if (pollInterval == null) {
        throw new IllegalArgumentException(
            "Watch.growthOf(...) needs to be told how often to look:"
                + " add .withPollInterval(Duration.ofSeconds(10))");
      }
      CoderRegistry registry = input.getPipeline().getCoderRegistry();
      Coder<OutputT> outputCoder = outputCoder(registry);
      Coder<KeyT> keyCoder = keyCoder(registry, outputCoder);
      return input
          .apply(
              "Poll",
              ParDo.of(fn(pollInterval, keyCoder, getTerminationPerInput()))
                  .withSideInputs(getPollFn().getRequirements().getSideInputs()))
          .setCoder(KvCoder.of(input.getCoder(), outputCoder));
    }

    private <StateT extends @Nullable Object> DoFn<InputT, KV<InputT, OutputT>> fn(
        Duration interval, Coder<KeyT> keyCoder, TerminationCondition<InputT, StateT> termination) {
      return new WatchGrowthFn<>(getPollFn(), getOutputKeyFn(), keyCoder, termination, interval);
    }

    private Coder<OutputT> outputCoder(CoderRegistry registry) {
      Coder<OutputT> given = getOutputCoder();
      if (given != null) {
        return given;
      }
      TypeDescriptor<OutputT> type =
          TypeDescriptors.extractFromTypeParameters(
              getPollFn().getClosure(),
              PollFn.class,
              new TypeVariableExtractor<PollFn<InputT, OutputT>, OutputT>() {});
      try {
        return registry.getCoder(type);
      } catch (CannotProvideCoderException e) {
        throw new IllegalArgumentException(
            String.format(
                "The poll function %s gives %s, of which no coder is known: add"
                    + " .withOutputCoder(...)",
                getPollFn().getClosure().getClass().getName(), type),
            e);
      }
    }

    @SuppressWarnings("unchecked") // an output that is its own key has the coder of outputs
    private Coder<KeyT> keyCoder(CoderRegistry registry, Coder<OutputT> outputCoder) {
      Coder<KeyT> coder = getOutputKeyCoder();
      if (coder == null && getOutputKeyFn() instanceof Itself) {
        coder = (Coder<KeyT>) outputCoder;
      }
      try {
        if (coder == null) {
          coder = registry.getCoder(TypeDescriptors.outputOf(getOutputKeyFn()));
        }
        coder.verifyDeterministic();
        return coder;
      } catch (CannotProvideCoderException e) {
        throw new IllegalArgumentException(
            "No coder is known of the keys of outputs: add .withOutputKeyCoder(...)", e);
      } catch (Coder.NonDeterministicException e) {
        throw new IllegalArgumentException(
            String.format(
                "Outputs are told apart by what %s makes of their keys, but it is not deterministic:"
                    + " give another one by .withOutputKeyCoder(...), or a key by"
                    + " Watch.growthOf(pollFn, outputKeyFn)",
                coder),
            e);
      }
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(
              DisplayData.item("pollFn", getPollFn().getClosure().getClass())
                  .withLabel("Poll function"))
          .addIfNotNull(
              DisplayData.item("pollInterval", getPollInterval()).withLabel("Poll interval"));
    }
  }
}
