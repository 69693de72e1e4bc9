package io.millrace.runners.core.batch;

import org.jspecify.annotations.Nullable;

/**
 * Gives the engine's values their types back. The engine passes plain objects, null among them;
 * that they fit coders and functions was checked when the pipeline was constructed.
 */
public final class Typed {

  private Typed() {}

  /** The same value as one of whatever type is wanted. */
  // The one place where types are taken on trust; NullAway takes type variables for non-null.
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  public static <T extends @Nullable Object> T value(@Nullable Object value) {
    return (T) value;
  }
}
