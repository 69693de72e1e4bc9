package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DurationCoder;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.transforms.Watch.Growth.TerminationCondition;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The usual conditions for when to stop polling, see {@link Watch.Growth}. */
final class GrowthTermination {

  private GrowthTermination() {}

  private static Duration checked(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "The time after which polling ends must not be negative, but is " + time);
    }
    return time;
  }

  /** When a time has passed; the end of all time if that is further than times go. */
  private static Instant end(Instant start, Duration time) {
    Instant last = BoundedWindow.TIMESTAMP_MAX_VALUE;
    return time.compareTo(Duration.between(start, last)) >= 0 ? last : start.plus(time);
  }

  /** The same time for each element. */
  record Fixed<InputT extends @Nullable Object>(Duration time)
      implements SerializableFunction<InputT, Duration> {

    Fixed {
      checked(time);
    }

    @Override
    public Duration apply(InputT input) {
      return time;
    }
  }

  record Never<InputT extends @Nullable Object>()
      implements TerminationCondition<InputT, @Nullable Void> {

    @Override
    public Coder<@Nullable Void> getStateCoder() {
      return VoidCoder.of();
    }

    @Override
    @SuppressWarnings("NullAway") // it takes type arguments for non-null
    public @Nullable Void forNewInput(Instant now, InputT input) {
      return null;
    }

    @Override
    public boolean canStopPolling(Instant now, @Nullable Void state) {
      return false;
    }
  }

  /** Its state is how many polls are left. */
  record AfterIterations<InputT extends @Nullable Object>(int iterations)
      implements TerminationCondition<InputT, Integer> {

    AfterIterations {
      if (iterations <= 0) {
        throw new IllegalArgumentException("Polling cannot end after " + iterations + " polls");
      }
    }

    @Override
    public Coder<Integer> getStateCoder() {
      return VarIntCoder.of();
    }

    @Override
    public Integer forNewInput(Instant now, InputT input) {
      return iterations;
    }

    @Override
    public Integer onPollComplete(Integer left) {
      return left - 1;
    }

    @Override
    public boolean canStopPolling(Instant now, Integer left) {
      return left <= 0;
    }
  }

  /** Its state is when the time is over. */
  record AfterTotalOf<InputT extends @Nullable Object>(SerializableFunction<InputT, Duration> time)
      implements TerminationCondition<InputT, Instant> {

    @Override
    public Coder<Instant> getStateCoder() {
      return InstantCoder.of();
    }

    @Override
    public Instant forNewInput(Instant now, InputT input) {
      return end(now, checked(time.apply(input)));
    }

    @Override
    public boolean canStopPolling(Instant now, Instant end) {
      return !now.isBefore(end);
    }
  }

  /** Its state is when there was something new, null if never, and the time to wait from then. */
  record AfterTimeSinceNewOutput<InputT extends @Nullable Object>(
      SerializableFunction<InputT, Duration> time)
      implements TerminationCondition<InputT, KV<@Nullable Instant, Duration>> {

    @Override
    public Coder<KV<@Nullable Instant, Duration>> getStateCoder() {
      return KvCoder.of(NullableCoder.of(InstantCoder.of()), DurationCoder.of());
    }

    @Override
    @SuppressWarnings("NullAway") // it takes type arguments for non-null
    public KV<@Nullable Instant, Duration> forNewInput(Instant now, InputT input) {
      return KV.<@Nullable Instant, Duration>of(null, checked(time.apply(input)));
    }

    @Override
    public KV<@Nullable Instant, Duration> onSeenNewOutput(
        Instant now, KV<@Nullable Instant, Duration> state) {
      return KV.of(now, state.getValue());
    }

    @Override
    public boolean canStopPolling(Instant now, KV<@Nullable Instant, Duration> state) {
      Instant last = state.getKey();
      return last != null && !now.isBefore(end(last, state.getValue()));
    }
  }

  /** Asks two conditions. */
  record OfTwo<
          InputT extends @Nullable Object,
          FirstStateT extends @Nullable Object,
          SecondStateT extends @Nullable Object>(
      boolean both,
      TerminationCondition<InputT, FirstStateT> first,
      TerminationCondition<InputT, SecondStateT> second)
      implements TerminationCondition<InputT, KV<FirstStateT, SecondStateT>> {

    @Override
    public Coder<KV<FirstStateT, SecondStateT>> getStateCoder() {
      return KvCoder.of(first.getStateCoder(), second.getStateCoder());
    }

    @Override
    public KV<FirstStateT, SecondStateT> forNewInput(Instant now, InputT input) {
      return KV.of(first.forNewInput(now, input), second.forNewInput(now, input));
    }

    @Override
    public KV<FirstStateT, SecondStateT> onSeenNewOutput(
        Instant now, KV<FirstStateT, SecondStateT> state) {
      return KV.of(
          first.onSeenNewOutput(now, state.getKey()),
          second.onSeenNewOutput(now, state.getValue()));
    }

    @Override
    public KV<FirstStateT, SecondStateT> onPollComplete(KV<FirstStateT, SecondStateT> state) {
      return KV.of(first.onPollComplete(state.getKey()), second.onPollComplete(state.getValue()));
    }

    @Override
    public boolean canStopPolling(Instant now, KV<FirstStateT, SecondStateT> state) {
      boolean one = first.canStopPolling(now, state.getKey());
      return one == both ? second.canStopPolling(now, state.getValue()) : one;
    }

    @Override
    public String toString(KV<FirstStateT, SecondStateT> state) {
      return String.format(
          "%s: %s, %s",
          both ? "both" : "either",
          first.toString(state.getKey()),
          second.toString(state.getValue()));
    }
  }
}
