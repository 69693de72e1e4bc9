package io.millrace.sdk.values;

import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.util.CodedValue;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The only element of a window, or a default value. */
final class SingletonViewFn<T extends @Nullable Object> extends ViewFn<T, T> {

  private static final long serialVersionUID = 1;

  private final String view;
  private final @Nullable CodedValue<T> defaultValue;

  /** Without a default value, a window without elements cannot be read. */
  SingletonViewFn(String view, @Nullable CodedValue<T> defaultValue) {
    this.view = view;
    this.defaultValue = defaultValue;
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

  private T defaultValue() {
    if (defaultValue == null) {
      throw new NoSuchElementException(
          "The singleton view "
              + view
              + " was read in a window that has no element. Give it a value for such windows:"
              + " View.asSingleton().withDefaultValue(...).");
    }
    return defaultValue.get();
  }
}
