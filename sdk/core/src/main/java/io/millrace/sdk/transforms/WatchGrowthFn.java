package io.millrace.sdk.transforms;

import com.google.common.collect.ImmutableSet;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.GrowthState.KeyHash;
import io.millrace.sdk.transforms.GrowthState.Polls;
import io.millrace.sdk.transforms.Watch.Growth.PollFn;
import io.millrace.sdk.transforms.Watch.Growth.PollResult;
import io.millrace.sdk.transforms.Watch.Growth.TerminationCondition;
import io.millrace.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls for an element once in each call, and gives what is new. */
@DoFn.UnboundedPerElement
@DoFn.SupportsAvailableNow
final class WatchGrowthFn<
        InputT extends @Nullable Object,
        OutputT extends @Nullable Object,
        KeyT extends @Nullable Object,
        StateT extends @Nullable Object>
    extends DoFn<InputT, KV<InputT, OutputT>> {
  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(WatchGrowthFn.class);

  private final Contextful<PollFn<InputT, OutputT>> pollFn;
  private final SerializableFunction<OutputT, KeyT> outputKeyFn;
  private final Coder<KeyT> outputKeyCoder;
  private final TerminationCondition<InputT, StateT> termination;
  private final Duration pollInterval;

  WatchGrowthFn(
      Contextful<PollFn<InputT, OutputT>> pollFn,
      SerializableFunction<OutputT, KeyT> outputKeyFn,
      Coder<KeyT> outputKeyCoder,
      TerminationCondition<InputT, StateT> termination,
      Duration pollInterval) {
    this.pollFn = pollFn;
    this.outputKeyFn = outputKeyFn;
    this.outputKeyCoder = outputKeyCoder;
    this.termination = termination;
    this.pollInterval = pollInterval;
  }

  @GetInitialRestriction
  public GrowthState<StateT> initial(
      @Element InputT element, Clock clock, PipelineOptions options) {
    boolean ends = StreamingOptions.Mode.of(options) == StreamingOptions.Mode.AVAILABLE_NOW;
    return new GrowthState<>(
        ends ? Polls.ONCE : Polls.FOR_EVER,
        ImmutableSet.of(),
        termination.forNewInput(clock.instant(), element));
  }

  @NewTracker
  public GrowthTracker<StateT> tracker(@Restriction GrowthState<StateT> state) {
    return new GrowthTracker<>(state);
  }

  @GetRestrictionCoder
  public Coder<GrowthState<StateT>> restrictionCoder() {
    return new GrowthStateCoder<>(termination.getStateCoder());
  }

  @GetInitialWatermarkEstimatorState
  public Instant firstWatermark(@Timestamp Instant ofElement) {
    return ofElement;
  }

  @NewWatermarkEstimator
  public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant watermark) {
    return new WatermarkEstimators.Manual(watermark);
  }

  @ProcessElement
  public ProcessContinuation poll(
      ProcessContext c,
      RestrictionTracker<GrowthState<StateT>, GrowthTracker.Poll<StateT>> tracker,
      ManualWatermarkEstimator<Instant> estimator,
      Clock clock)
      throws Exception {
    InputT element = c.element();
    PollResult<OutputT> found = polled(element, new OfProcessContext(c, clock));
    GrowthState<StateT> before = tracker.currentRestriction();
    Map<KeyHash, TimestampedValue<OutputT>> news = news(before, found);
    Instant now = clock.instant();
    StateT state = before.termination();
    if (!news.isEmpty()) {
      state = termination.onSeenNewOutput(now, state);
    }
    state = termination.onPollComplete(state);
    if (!tracker.tryClaim(new GrowthTracker.Poll<>(news.keySet(), state))) {
      return ProcessContinuation.stop();
    }

    Instant watermark = found.getWatermark();
    List<TimestampedValue<OutputT>> sorted = new ArrayList<>(news.values());
    sorted.sort(Comparator.comparing(TimestampedValue::getTimestamp));
    for (TimestampedValue<OutputT> output : sorted) {
      c.outputWithTimestamp(KV.of(element, output.getValue()), output.getTimestamp());
    }
    if (watermark == null && !sorted.isEmpty()) {
      watermark = sorted.get(0).getTimestamp();
    }
    if (watermark != null) {
      estimator.setWatermark(watermark);
    }
    if (BoundedWindow.TIMESTAMP_MAX_VALUE.equals(watermark)) {
      LOG.debug("{}: the poll is complete", element);
      return ProcessContinuation.stop();
    }
    if (termination.canStopPolling(now, state)) {
      LOG.debug("{}: polling ends ({})", element, termination.toString(state));
      return ProcessContinuation.stop();
    }
    return ProcessContinuation.resume().withResumeDelay(pollInterval);
  }

  @SuppressWarnings("ConstantValue") // a function of a program without null checks may return it
  private PollResult<OutputT> polled(InputT element, PollFn.Context context) throws Exception {
    PollFn<InputT, OutputT> poll = pollFn.getClosure();
    @Nullable PollResult<OutputT> found = poll.apply(element, context);
    if (found == null) {
      throw new IllegalStateException(
          String.format(
              "The poll function %s returned null for %s: return PollResult.incomplete(List.of()) if"
                  + " there is nothing",
              poll.getClass().getName(), element));
    }
    return found;
  }

  private Map<KeyHash, TimestampedValue<OutputT>> news(
      GrowthState<StateT> before, PollResult<OutputT> found) throws CoderException {
    Map<KeyHash, TimestampedValue<OutputT>> news = new LinkedHashMap<>();
    for (TimestampedValue<OutputT> output : found.getOutputs()) {
      KeyHash key = KeyHash.of(outputKeyFn.apply(output.getValue()), outputKeyCoder);
      if (!before.seen().contains(key)) {
        news.putIfAbsent(key, output);
      }
    }
    return news;
  }

  private static final class OfProcessContext extends PollFn.Context {
    private final DoFn<?, ?>.ProcessContext c;
    private final Clock clock;

    OfProcessContext(DoFn<?, ?>.ProcessContext c, Clock clock) {
      this.c = c;
      this.clock = clock;
    }

    @Override
    public <T extends @Nullable Object> T sideInput(PCollectionView<T> view) {
      return c.sideInput(view);
    }

    @Override
    public Clock clock() {
      return clock;
    }
  }
}
