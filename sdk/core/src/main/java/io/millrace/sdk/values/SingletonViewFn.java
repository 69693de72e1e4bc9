package io.millrace.sdk.values;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.util.CoderUtils;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The only element of a window, or a default value that travels in coder form. */
final class SingletonViewFn<T extends @Nullable Object> extends ViewFn<T, T> {

  private static final long serialVersionUID = 1;

  private final String view;
  private final @Nullable Coder<T> defaultCoder;
  private final byte @Nullable [] encodedDefault;

  private SingletonViewFn(
      String view, @Nullable Coder<T> defaultCoder, byte @Nullable [] encodedDefault) {
    this.view = view;
    this.defaultCoder = defaultCoder;
    this.encodedDefault = encodedDefault;
  }

  static <T extends @Nullable Object> SingletonViewFn<T> withoutDefault(String view) {
    return new SingletonViewFn<>(view, null, null);
  }

  static <T extends @Nullable Object> SingletonViewFn<T> withDefault(
      String view, Coder<T> coder, @Nullable T value) {
    try {
      return new SingletonViewFn<>(
          view, coder, value == null ? null : CoderUtils.encodeToByteArray(coder, value));
    } catch (CoderException e) {
      throw new IllegalArgumentException(
          view + ": the default value " + value + " does not fit " + coder + ": " + e.getMessage(),
          e);
    }
  }

  @Override
  public T apply(Iterable<T> content) {
    Iterator<T> elements = content.iterator();
    if (!elements.hasNext()) {
      return defaultValue();
    }
    T only = elements.next();
    if (elements.hasNext()) {
      throw new IllegalArgumentException(
          "The singleton view "
              + view
              + " was read in a window that has several elements, among them "
              + only
              + " and "
              + elements.next()
              + ". Combine them into one first, e.g. with Combine.globally(...).asSingletonView(),"
              + " or use View.asIterable().");
    }
    return only;
  }

  @SuppressWarnings("NullAway") // null is given out only where it was given as the default
  private T defaultValue() {
    Coder<T> coder = defaultCoder;
    if (coder == null) {
      throw new NoSuchElementException(
          "The singleton view "
              + view
              + " was read in a window that has no element. Give it a value for such windows:"
              + " View.asSingleton().withDefaultValue(...).");
    }
    if (encodedDefault == null) {
      return null;
    }
    try {
      return CoderUtils.decodeFromByteArray(coder, encodedDefault);
    } catch (CoderException e) {
      throw new IllegalStateException(
          "The default value of the view " + view + " cannot be read: " + e.getMessage(), e);
    }
  }
}
