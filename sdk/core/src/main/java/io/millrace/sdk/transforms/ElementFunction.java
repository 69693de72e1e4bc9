package io.millrace.sdk.transforms;

/**
 * A {@link DoFn} that is nothing but one plain function of the element.
 *
 * <p>Engines may call {@link #fn} instead of the {@code DoFn}: neighbours of this shape become one
 * loop without a call between them that HotSpot could not inline. Both ways must do the same.
 */
public interface ElementFunction {

  /** What becomes of an element and the function's result. */
  enum Kind {
    /** The result takes the element's place. */
    MAP,
    /** The result, a {@code Boolean}, says whether the element stays. */
    FILTER,
    /** The elements of the result, an {@code Iterable}, take the element's place. */
    FLAT_MAP
  }

  /** What the function is for. */
  Kind kind();

  /** The function. It needs no set-up, no context and no bundle. */
  ProcessFunction<?, ?> fn();
}
