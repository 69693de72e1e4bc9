package io.millrace.sdk.transforms;

import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The windowing of several collections in one: window functions and triggers must be compatible
 * (rule F2), of the allowed latenesses the longest applies (rule L5), and of all else what the
 * first collection says that says something.
 *
 * @param warnings where collections say different things and one of them wins
 */
record FlattenedWindowing(WindowingStrategy<?, ?> strategy, List<String> warnings) {

  FlattenedWindowing {
    warnings = List.copyOf(warnings);
  }

  /**
   * The windowing of at least one collection.
   *
   * @throws IllegalStateException if they are not compatible; the message names two that are not
   */
  static FlattenedWindowing of(List<? extends PCollection<?>> inputs) {
    PCollection<?> first = inputs.get(0);
    inputs.forEach(input -> verifyCompatible(first, input));
    List<String> warnings = new ArrayList<>();
    WindowingStrategy<?, ?> strategy = first.getWindowingStrategy();
    List<PCollection<?>> withLateness =
        where(inputs, WindowingStrategy::isAllowedLatenessSpecified);
    if (!withLateness.isEmpty()) {
      Duration longest =
          values(withLateness, WindowingStrategy::getAllowedLateness).stream()
              .reduce(Duration.ZERO, BinaryOperator.maxBy(Duration::compareTo));
      strategy = strategy.withAllowedLateness(longest);
      warnIfDifferent(
          "allow different lateness",
          inputs,
          WindowingStrategy::getAllowedLateness,
          "the longest, " + longest + ", applies to all",
          warnings);
    }
    List<PCollection<?>> withMode = where(inputs, WindowingStrategy::isModeSpecified);
    if (!withMode.isEmpty()) {
      strategy = strategy.withMode(withMode.get(0).getWindowingStrategy().getMode());
      warnIfDifferent(
          "keep different things in panes",
          withMode,
          WindowingStrategy::getMode,
          "the first applies to all",
          warnings);
    }
    List<PCollection<?>> withCombiner =
        where(inputs, WindowingStrategy::isTimestampCombinerSpecified);
    if (!withCombiner.isEmpty()) {
      strategy =
          strategy.withTimestampCombiner(
              withCombiner.get(0).getWindowingStrategy().getTimestampCombiner());
      warnIfDifferent(
          "combine timestamps differently",
          withCombiner,
          WindowingStrategy::getTimestampCombiner,
          "the first applies to all",
          warnings);
    }
    warnIfDifferent(
        "close windows differently",
        inputs,
        WindowingStrategy::getClosingBehavior,
        "the first applies to all",
        warnings);
    warnIfDifferent(
        "end windows differently",
        inputs,
        WindowingStrategy::getOnTimeBehavior,
        "the first applies to all",
        warnings);
    // What was accepted for one collection's data was not for another's.
    boolean mayFinish =
        inputs.stream().allMatch(input -> input.getWindowingStrategy().isTriggerAllowedToFinish());
    return new FlattenedWindowing(
        strategy.withTriggerAllowedToFinish(mayFinish).withLateDataTag(lateDataTag(inputs)),
        warnings);
  }

  private static void verifyCompatible(PCollection<?> first, PCollection<?> other) {
    WindowingStrategy<?, ?> one = first.getWindowingStrategy();
    WindowingStrategy<?, ?> two = other.getWindowingStrategy();
    if (!one.getWindowFn().isCompatible(two.getWindowFn())) {
      throw new IllegalStateException(
          String.format(
              "Cannot flatten collections with different windows: %s has %s, %s has %s. Apply the"
                  + " same Window.into(...) to both before.",
              first.getName(), one.getWindowFn(), other.getName(), two.getWindowFn()));
    }
    if (!one.getTrigger().isCompatible(two.getTrigger())) {
      throw new IllegalStateException(
          String.format(
              "Cannot flatten collections with different triggers: %s has %s, %s has %s. Apply the"
                  + " same Window.triggering(...) to both before.",
              first.getName(), one.getTrigger(), other.getName(), two.getTrigger()));
    }
    if (one.needsMerge() != two.needsMerge()) {
      PCollection<?> merged = one.needsMerge() ? other : first;
      throw new IllegalStateException(
          String.format(
              "Cannot flatten %s and %s: the windows of %s were merged when it was grouped, those of"
                  + " the other were not. Apply Window.remerge() to %s before, so that all are"
                  + " merged at the next grouping.",
              first.getName(), other.getName(), merged.getName(), merged.getName()));
    }
  }

  private static @Nullable TupleTag<?> lateDataTag(List<? extends PCollection<?>> inputs) {
    PCollection<?> first = null;
    for (PCollection<?> input : inputs) {
      TupleTag<?> tag = input.getWindowingStrategy().getLateDataTag();
      if (tag == null) {
        continue;
      }
      if (first == null) {
        first = input;
      } else if (!tag.equals(first.getWindowingStrategy().getLateDataTag())) {
        throw new IllegalStateException(
            String.format(
                "Cannot flatten collections with different late data outputs: %s has %s, %s has %s."
                    + " What is grouped together has one: apply withLateDataOutput(...) with the"
                    + " same tag to both, or after the flatten.",
                first.getName(),
                first.getWindowingStrategy().getLateDataTag(),
                input.getName(),
                tag));
      }
    }
    return first == null ? null : first.getWindowingStrategy().getLateDataTag();
  }

  private static List<PCollection<?>> where(
      List<? extends PCollection<?>> inputs, Predicate<WindowingStrategy<?, ?>> condition) {
    List<PCollection<?>> result = new ArrayList<>();
    for (PCollection<?> input : inputs) {
      if (condition.test(input.getWindowingStrategy())) {
        result.add(input);
      }
    }
    return result;
  }

  private static <V> Set<V> values(
      List<? extends PCollection<?>> inputs, Function<WindowingStrategy<?, ?>, V> setting) {
    Set<V> values = new LinkedHashSet<>();
    inputs.forEach(input -> values.add(setting.apply(input.getWindowingStrategy())));
    return values;
  }

  private static void warnIfDifferent(
      String what,
      List<? extends PCollection<?>> inputs,
      Function<WindowingStrategy<?, ?>, ?> setting,
      String result,
      List<String> warnings) {
    if (values(inputs, setting).size() > 1) {
      String said =
          inputs.stream()
              .map(input -> input.getName() + ": " + setting.apply(input.getWindowingStrategy()))
              .distinct()
              .collect(Collectors.joining(", "));
      warnings.add(
          String.format(
              "Flattened collections %s (%s); %s. Give all the same Window settings to say what"
                  + " is meant.",
              what, said, result));
    }
  }
}
