package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.TypeDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a splittable DoFn class asks for besides.
 *
 * @param fnClass the function's class
 * @param isBoundedPerElement whether the work on each element ends
 * @param supportsAvailableNow whether work without end ends where a pipeline reads what is there
 * @param restrictionType the type of restrictions, resolved as far as the class tells
 * @param estimatorStateType the type of the states of watermark estimators; {@code Void} if there
 *     is none
 * @param getInitialRestriction the method that makes the restriction of an element
 * @param splitRestriction null if there is none, as with the next ones
 * @param newTracker null if restrictions know their trackers
 * @param newWatermarkEstimator null if states know their estimators, or there is no estimator
 */
public record SplittableSignature(
    Class<?> fnClass,
    IsBounded isBoundedPerElement,
    boolean supportsAvailableNow,
    TypeDescriptor<?> restrictionType,
    TypeDescriptor<?> estimatorStateType,
    DoFnMethod getInitialRestriction,
    @Nullable DoFnMethod splitRestriction,
    @Nullable DoFnMethod newTracker,
    @Nullable DoFnMethod getSize,
    @Nullable DoFnMethod truncateRestriction,
    @Nullable DoFnMethod getRestrictionCoder,
    @Nullable DoFnMethod getInitialWatermarkEstimatorState,
    @Nullable DoFnMethod newWatermarkEstimator,
    @Nullable DoFnMethod getWatermarkEstimatorStateCoder) {

  /** The methods that are called for an element or a part of the work on it. */
  List<DoFnMethod> dataMethods() {
    List<DoFnMethod> methods = new ArrayList<>();
    Stream.of(
            getInitialRestriction,
            splitRestriction,
            newTracker,
            getSize,
            truncateRestriction,
            getInitialWatermarkEstimatorState,
            newWatermarkEstimator)
        .filter(Objects::nonNull)
        .forEach(methods::add);
    return methods;
  }

  /**
   * The coder of the restrictions of a function: what its method gives, or else what the registry
   * of the input's pipeline infers.
   *
   * @throws IllegalArgumentException if there is none; the message says what to do
   */
  public Coder<?> restrictionCoder(DoFn<?, ?> fn, PCollection<?> input) {
    return new SplittableCoders(fn, input)
        .coder("restrictions", restrictionType, getRestrictionCoder, "@GetRestrictionCoder");
  }

  /** The coder of the states of a function's watermark estimators, found in the same way. */
  public Coder<?> estimatorStateCoder(DoFn<?, ?> fn, PCollection<?> input) {
    return new SplittableCoders(fn, input)
        .coder(
            "states of watermark estimators",
            estimatorStateType,
            getWatermarkEstimatorStateCoder,
            "@GetWatermarkEstimatorStateCoder");
  }
}
