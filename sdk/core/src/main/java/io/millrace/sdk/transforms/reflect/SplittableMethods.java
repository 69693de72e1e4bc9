package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * What makes a function splittable: the methods that are called besides the one for elements.
 * Immutable.
 *
 * @param restrictionType what {@code @GetInitialRestriction} returns
 * @param splitRestriction null if there is none, as with the next ones
 * @param newTracker null if restrictions know their trackers
 * @param isUnbounded whether the work on one element may go on for ever
 */
public record SplittableMethods(
    TypeDescriptor<?> restrictionType,
    DoFnMethod getInitialRestriction,
    @Nullable DoFnMethod splitRestriction,
    @Nullable DoFnMethod newTracker,
    @Nullable DoFnMethod getRestrictionCoder,
    @Nullable DoFnMethod getSize,
    @Nullable DoFnMethod truncateRestriction,
    @Nullable DoFnMethod newWatermarkEstimator,
    @Nullable DoFnMethod getInitialWatermarkEstimatorState,
    @Nullable DoFnMethod getWatermarkEstimatorStateCoder,
    boolean isUnbounded) {

  /**
   * The coder of restrictions: what the function returns, or else what the registry infers.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Coder<?> restrictionCoder(DoFn<?, ?> fn, CoderRegistry registry) {
    MethodError error = MethodError.of(fn.getClass(), getInitialRestriction.method());
    if (getRestrictionCoder == null) {
      try {
        return registry.getCoder(restrictionType);
      } catch (CannotProvideCoderException e) {
        throw error.causedBy(
            e,
            "no coder is known for restrictions of the type %s: return one from a public method"
                + " marked @GetRestrictionCoder",
            restrictionType);
      }
    }
    try {
      getRestrictionCoder.method().setAccessible(true);
      if (getRestrictionCoder.method().invoke(fn) instanceof Coder<?> coder) {
        return coder;
      }
      throw error.says("the method marked @GetRestrictionCoder returned no coder");
    } catch (InvocationTargetException e) {
      throw error.causedBy(
          e.getCause() == null ? e : e.getCause(),
          "the method marked @GetRestrictionCoder has thrown %s",
          String.valueOf(e.getCause()));
    } catch (IllegalAccessException e) {
      throw error.causedBy(e, "the method marked @GetRestrictionCoder cannot be called");
    }
  }
}
