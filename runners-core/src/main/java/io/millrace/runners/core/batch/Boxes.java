package io.millrace.runners.core.batch;

import org.jspecify.annotations.Nullable;

/** Boxes of numbers that the compiler need not make where nobody keeps them. */
public final class Boxes {

  private Boxes() {}

  /**
   * A box that is nobody else's.
   *
   * <p>{@link Long#valueOf} takes small numbers from a table. So its result comes from one of two
   * places, and HotSpot's C2 never does without an object of which that is true; of one that was
   * made here it keeps the number alone.
   */
  @SuppressWarnings({"removal", "BoxedPrimitiveConstructor", "UnnecessaryBoxedVariable"})
  public static Long own(long number) {
    return new Long(number);
  }

  /** The same value, but if it is a {@link Long}, in a box that is nobody else's. */
  public static @Nullable Object own(@Nullable Object value) {
    return value instanceof Long number ? own(number.longValue()) : value;
  }
}
