package io.millrace.sdk.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.model.v1.CalendarWindowsPayload;
import io.millrace.model.v1.FixedWindowsPayload;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.SessionsPayload;
import io.millrace.model.v1.SlidingWindowsPayload;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Windowing strategies and window functions, to the model and back. */
public final class WindowingStrategyTranslation {

  public static final String GLOBAL_WINDOWS_URN = "millrace:window_fn:global_windows:v1";
  public static final String FIXED_WINDOWS_URN = "millrace:window_fn:fixed_windows:v1";
  public static final String SLIDING_WINDOWS_URN = "millrace:window_fn:sliding_windows:v1";
  public static final String SESSIONS_URN = "millrace:window_fn:sessions:v1";
  public static final String CALENDAR_WINDOWS_URN = "millrace:window_fn:calendar_windows:v1";
  public static final String JAVA_SERIALIZED_WINDOW_FN_URN =
      "millrace:window_fn:java_serialized:v1";

  private static final List<String> KNOWN_WINDOW_FNS =
      List.of(
          GLOBAL_WINDOWS_URN,
          FIXED_WINDOWS_URN,
          SLIDING_WINDOWS_URN,
          SESSIONS_URN,
          CALENDAR_WINDOWS_URN,
          JAVA_SERIALIZED_WINDOW_FN_URN);

  private static final String TRIGGER = "trigger";
  private static final String ACCUMULATION_MODE = "accumulation_mode";
  private static final String ALLOWED_LATENESS = "allowed_lateness_millis";
  private static final String TIMESTAMP_COMBINER = "timestamp_combiner";

  private WindowingStrategyTranslation() {}

  /**
   * The strategy in the model.
   *
   * @param coderIds registers a coder and gives its id
   * @param environmentId where a user's own window function runs
   */
  public static io.millrace.model.v1.WindowingStrategy toProto(
      WindowingStrategy<?, ?> strategy,
      Function<? super Coder<?>, String> coderIds,
      String environmentId) {
    WindowFn<?, ?> windowFn = strategy.getWindowFn();
    FunctionSpec spec = toProto(windowFn);
    io.millrace.model.v1.WindowingStrategy.Builder proto =
        io.millrace.model.v1.WindowingStrategy.newBuilder()
            .setWindowFn(spec)
            .setMergeStatus(mergeStatus(strategy))
            .setWindowCoderId(coderIds.apply(windowFn.windowCoder()))
            .setTrigger(TriggerTranslation.toProto(strategy.getTrigger()))
            .setTriggerMayFinish(strategy.isTriggerAllowedToFinish())
            .setAccumulationMode(toProto(strategy.getMode()))
            .setTimestampCombiner(toProto(strategy.getTimestampCombiner()))
            .setClosingBehavior(toProto(strategy.getClosingBehavior()))
            .setAllowedLatenessMillis(strategy.getAllowedLateness().toMillis())
            .setOnTimeBehavior(toProto(strategy.getOnTimeBehavior()))
            .setAssignsToMultipleWindows(!windowFn.assignsToOneWindow());
    if (spec.getUrn().equals(JAVA_SERIALIZED_WINDOW_FN_URN)) {
      proto.setEnvironmentId(environmentId);
    }
    TupleTag<?> lateData = strategy.getLateDataTag();
    if (lateData != null) {
      proto.setLateDataOutput(lateData.getId());
    }
    if (strategy.isTriggerSpecified()) {
      proto.addSpecifiedFields(TRIGGER);
    }
    if (strategy.isModeSpecified()) {
      proto.addSpecifiedFields(ACCUMULATION_MODE);
    }
    if (strategy.isAllowedLatenessSpecified()) {
      proto.addSpecifiedFields(ALLOWED_LATENESS);
    }
    if (strategy.isTimestampCombinerSpecified()) {
      proto.addSpecifiedFields(TIMESTAMP_COMBINER);
    }
    return proto.build();
  }

  /**
   * The strategy that {@link #toProto(WindowingStrategy, Function, String)} translated. A window
   * function of the user's is loaded with the class loader given.
   *
   * @throws IllegalArgumentException if the model holds something that this version does not know
   */
  public static WindowingStrategy<?, ?> fromProto(
      io.millrace.model.v1.WindowingStrategy proto, ClassLoader userCode) {
    WindowingStrategy<?, ?> strategy =
        WindowingStrategy.of(windowFnFromProto(proto.getWindowFn(), userCode))
            .withAlreadyMerged(proto.getMergeStatus() == MergeStatus.ALREADY_MERGED)
            .withTriggerAllowedToFinish(proto.getTriggerMayFinish())
            .withClosingBehavior(closingBehavior(proto))
            .withOnTimeBehavior(onTimeBehavior(proto));
    if (!proto.getLateDataOutput().isEmpty()) {
      strategy =
          strategy.withLateDataTag(new TupleTag<@Nullable Object>(proto.getLateDataOutput()));
    }
    for (String field : proto.getSpecifiedFieldsList()) {
      strategy = withField(strategy, field, proto);
    }
    requireDefaultsWhereNotSpecified(strategy, proto);
    return strategy;
  }

  /** A setting that is not listed as specified would otherwise be ignored in silence. */
  private static void requireDefaultsWhereNotSpecified(
      WindowingStrategy<?, ?> strategy, io.millrace.model.v1.WindowingStrategy proto) {
    List<String> wrong = new ArrayList<>();
    if (!strategy.isTriggerSpecified()
        && !proto.getTrigger().equals(TriggerTranslation.toProto(strategy.getTrigger()))) {
      wrong.add(TRIGGER);
    }
    if (!strategy.isModeSpecified() && accumulationMode(proto) != strategy.getMode()) {
      wrong.add(ACCUMULATION_MODE);
    }
    if (!strategy.isAllowedLatenessSpecified()
        && proto.getAllowedLatenessMillis() != strategy.getAllowedLateness().toMillis()) {
      wrong.add(ALLOWED_LATENESS);
    }
    if (!strategy.isTimestampCombinerSpecified()
        && timestampCombiner(proto) != strategy.getTimestampCombiner()) {
      wrong.add(TIMESTAMP_COMBINER);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "The model has a windowing strategy whose "
              + wrong
              + " differ from the defaults, but are not listed in its specified_fields "
              + proto.getSpecifiedFieldsList()
              + ". Correct the program that wrote the model");
    }
  }

  private static WindowingStrategy<?, ?> withField(
      WindowingStrategy<?, ?> strategy,
      String field,
      io.millrace.model.v1.WindowingStrategy proto) {
    return switch (field) {
      case TRIGGER -> strategy.withTrigger(TriggerTranslation.fromProto(proto.getTrigger()));
      case ACCUMULATION_MODE -> strategy.withMode(accumulationMode(proto));
      case ALLOWED_LATENESS ->
          strategy.withAllowedLateness(Duration.ofMillis(proto.getAllowedLatenessMillis()));
      case TIMESTAMP_COMBINER -> strategy.withTimestampCombiner(timestampCombiner(proto));
      default -> throw unknown("specified field", field);
    };
  }

  /** A window function in the model: by its name if it is one of ours, else Java-serialised. */
  public static FunctionSpec toProto(WindowFn<?, ?> windowFn) {
    FunctionSpec.Builder spec = FunctionSpec.newBuilder();
    if (windowFn instanceof GlobalWindows) {
      return spec.setUrn(GLOBAL_WINDOWS_URN).build();
    }
    if (windowFn instanceof FixedWindows fixed) {
      return spec.setUrn(FIXED_WINDOWS_URN)
          .setPayload(
              FixedWindowsPayload.newBuilder()
                  .setSizeMillis(fixed.getSize().toMillis())
                  .setOffsetMillis(fixed.getOffset().toMillis())
                  .build()
                  .toByteString())
          .build();
    }
    if (windowFn instanceof SlidingWindows sliding) {
      return spec.setUrn(SLIDING_WINDOWS_URN)
          .setPayload(
              SlidingWindowsPayload.newBuilder()
                  .setSizeMillis(sliding.getSize().toMillis())
                  .setPeriodMillis(sliding.getPeriod().toMillis())
                  .setOffsetMillis(sliding.getOffset().toMillis())
                  .build()
                  .toByteString())
          .build();
    }
    if (windowFn instanceof Sessions sessions) {
      return spec.setUrn(SESSIONS_URN)
          .setPayload(
              SessionsPayload.newBuilder()
                  .setGapMillis(sessions.getGapDuration().toMillis())
                  .build()
                  .toByteString())
          .build();
    }
    CalendarWindowsPayload calendar = CalendarTranslation.toProto(windowFn);
    if (calendar != null) {
      return spec.setUrn(CALENDAR_WINDOWS_URN).setPayload(calendar.toByteString()).build();
    }
    return spec.setUrn(JAVA_SERIALIZED_WINDOW_FN_URN)
        .setPayload(
            ByteString.copyFrom(
                JavaSerialization.toBytes(windowFn, "the window function " + windowFn)))
        .build();
  }

  /**
   * The window function that {@link #toProto(WindowFn)} translated.
   *
   * @throws IllegalArgumentException if this version does not know it
   */
  public static WindowFn<?, ?> windowFnFromProto(FunctionSpec spec, ClassLoader userCode) {
    try {
      return switch (spec.getUrn()) {
        case GLOBAL_WINDOWS_URN -> new GlobalWindows();
        case FIXED_WINDOWS_URN -> {
          FixedWindowsPayload fixed = FixedWindowsPayload.parseFrom(spec.getPayload());
          yield FixedWindows.of(Duration.ofMillis(fixed.getSizeMillis()))
              .withOffset(Duration.ofMillis(fixed.getOffsetMillis()));
        }
        case SLIDING_WINDOWS_URN -> {
          SlidingWindowsPayload sliding = SlidingWindowsPayload.parseFrom(spec.getPayload());
          yield SlidingWindows.of(Duration.ofMillis(sliding.getSizeMillis()))
              .every(Duration.ofMillis(sliding.getPeriodMillis()))
              .withOffset(Duration.ofMillis(sliding.getOffsetMillis()));
        }
        case SESSIONS_URN ->
            Sessions.withGapDuration(
                Duration.ofMillis(SessionsPayload.parseFrom(spec.getPayload()).getGapMillis()));
        case CALENDAR_WINDOWS_URN ->
            CalendarTranslation.fromProto(CalendarWindowsPayload.parseFrom(spec.getPayload()));
        case JAVA_SERIALIZED_WINDOW_FN_URN ->
            JavaSerialization.fromBytes(
                spec.getPayload().toByteArray(), WindowFn.class, userCode, "a window function");
        default -> throw unknown("window function", spec.getUrn());
      };
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "The payload of the window function " + spec.getUrn() + " is damaged", e);
    }
  }

  /** Whether this version reads window functions of the given URN. */
  public static boolean isKnownWindowFn(String urn) {
    return KNOWN_WINDOW_FNS.contains(urn);
  }

  private static MergeStatus mergeStatus(WindowingStrategy<?, ?> strategy) {
    if (strategy.isAlreadyMerged()) {
      return MergeStatus.ALREADY_MERGED;
    }
    return strategy.needsMerge() ? MergeStatus.NEEDS_MERGE : MergeStatus.NON_MERGING;
  }

  private static io.millrace.model.v1.AccumulationMode toProto(AccumulationMode mode) {
    return mode == AccumulationMode.ACCUMULATING_FIRED_PANES
        ? io.millrace.model.v1.AccumulationMode.ACCUMULATING
        : io.millrace.model.v1.AccumulationMode.DISCARDING;
  }

  private static AccumulationMode accumulationMode(io.millrace.model.v1.WindowingStrategy proto) {
    return switch (proto.getAccumulationMode()) {
      case ACCUMULATING -> AccumulationMode.ACCUMULATING_FIRED_PANES;
      case DISCARDING -> AccumulationMode.DISCARDING_FIRED_PANES;
      default -> throw unknown("accumulation mode", proto.getAccumulationModeValue());
    };
  }

  private static io.millrace.model.v1.TimestampCombiner toProto(TimestampCombiner combiner) {
    return switch (combiner) {
      case EARLIEST -> io.millrace.model.v1.TimestampCombiner.EARLIEST;
      case LATEST -> io.millrace.model.v1.TimestampCombiner.LATEST;
      case END_OF_WINDOW -> io.millrace.model.v1.TimestampCombiner.END_OF_WINDOW;
    };
  }

  private static TimestampCombiner timestampCombiner(io.millrace.model.v1.WindowingStrategy proto) {
    return switch (proto.getTimestampCombiner()) {
      case EARLIEST -> TimestampCombiner.EARLIEST;
      case LATEST -> TimestampCombiner.LATEST;
      case END_OF_WINDOW -> TimestampCombiner.END_OF_WINDOW;
      default -> throw unknown("timestamp combiner", proto.getTimestampCombinerValue());
    };
  }

  private static io.millrace.model.v1.ClosingBehavior toProto(ClosingBehavior behavior) {
    return behavior == ClosingBehavior.FIRE_ALWAYS
        ? io.millrace.model.v1.ClosingBehavior.CLOSING_FIRE_ALWAYS
        : io.millrace.model.v1.ClosingBehavior.CLOSING_FIRE_IF_NON_EMPTY;
  }

  private static ClosingBehavior closingBehavior(io.millrace.model.v1.WindowingStrategy proto) {
    return switch (proto.getClosingBehavior()) {
      case CLOSING_FIRE_ALWAYS -> ClosingBehavior.FIRE_ALWAYS;
      case CLOSING_FIRE_IF_NON_EMPTY -> ClosingBehavior.FIRE_IF_NON_EMPTY;
      default -> throw unknown("closing behavior", proto.getClosingBehaviorValue());
    };
  }

  private static io.millrace.model.v1.OnTimeBehavior toProto(OnTimeBehavior behavior) {
    return behavior == OnTimeBehavior.FIRE_ALWAYS
        ? io.millrace.model.v1.OnTimeBehavior.ON_TIME_FIRE_ALWAYS
        : io.millrace.model.v1.OnTimeBehavior.ON_TIME_FIRE_IF_NON_EMPTY;
  }

  private static OnTimeBehavior onTimeBehavior(io.millrace.model.v1.WindowingStrategy proto) {
    return switch (proto.getOnTimeBehavior()) {
      case ON_TIME_FIRE_ALWAYS -> OnTimeBehavior.FIRE_ALWAYS;
      case ON_TIME_FIRE_IF_NON_EMPTY -> OnTimeBehavior.FIRE_IF_NON_EMPTY;
      default -> throw unknown("on-time behavior", proto.getOnTimeBehaviorValue());
    };
  }

  static IllegalArgumentException unknown(String what, Object which) {
    return new IllegalArgumentException(
        "This version of Millrace does not know the "
            + what
            + " "
            + which
            + " in the pipeline's model: run the pipeline with the version that made it, or a later"
            + " one");
  }
}
