package io.millrace.sdk.testing;

import io.millrace.sdk.options.ValueProvider;
import java.io.ObjectStreamException;
import org.jspecify.annotations.Nullable;

/**
 * A provider that gives its value only to copies of itself that have travelled, as those within
 * running functions have.
 */
final class RuntimeOnlyProvider<T extends @Nullable Object> implements ValueProvider<T> {

  private static final long serialVersionUID = 1;

  // serialisable if the user's value is: Java's serialisation reports it by name if not
  @SuppressWarnings("serial")
  private final T value;

  RuntimeOnlyProvider(T value) {
    this.value = value;
  }

  @Override
  public T get() {
    throw new IllegalStateException(
        "The value of "
            + this
            + " is not known before the pipeline runs: get it within a function");
  }

  @Override
  public boolean isAccessible() {
    return false;
  }

  @Override
  public String toString() {
    return "TestPipeline.newProvider(" + value + ")";
  }

  private Object writeReplace() throws ObjectStreamException {
    return StaticValueProvider.of(value);
  }
}
