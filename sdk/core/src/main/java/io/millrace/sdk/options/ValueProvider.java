package io.millrace.sdk.options;

import io.millrace.sdk.transforms.SerializableFunction;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that a transform may be given before it is known.
 *
 * <p>Options are always complete when a pipeline is built, so every provider made here is
 * accessible; the type is kept for transforms that take one.
 */
public interface ValueProvider<T extends @Nullable Object> extends Serializable {
  /** The value. */
  T get();

  /** Whether {@link #get} may be called now. */
  boolean isAccessible();

  /** A provider of a value that is known already. Serialisable if the value is. */
  final class StaticValueProvider<T extends @Nullable Object> implements ValueProvider<T> {
    private static final long serialVersionUID = 1L;

    // serialisable if the user's value is: Java's serialisation reports it by name if not
    @SuppressWarnings("serial")
    private final T value;

    private StaticValueProvider(T value) {
      this.value = value;
    }

    /** A provider of this value. */
    public static <T extends @Nullable Object> StaticValueProvider<T> of(T value) {
      return new StaticValueProvider<>(value);
    }

    @Override
    public T get() {
      return value;
    }

    @Override
    public boolean isAccessible() {
      return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof StaticValueProvider<?> provider
          && Objects.equals(value, provider.value);
    }

    @Override
    public int hashCode() {
      return Objects.hashCode(value);
    }

    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /** A provider of what a function makes of another provider's value. */
  final class NestedValueProvider<T extends @Nullable Object, X extends @Nullable Object>
      implements ValueProvider<T> {
    private static final long serialVersionUID = 1L;

    private final ValueProvider<X> value;
    private final SerializableFunction<X, T> translator;

    private NestedValueProvider(ValueProvider<X> value, SerializableFunction<X, T> translator) {
      this.value = Objects.requireNonNull(value, "value");
      this.translator = Objects.requireNonNull(translator, "translator");
    }

    /** A provider that applies the function at each {@link #get}. */
    public static <T extends @Nullable Object, X extends @Nullable Object>
        NestedValueProvider<T, X> of(
            ValueProvider<X> value, SerializableFunction<X, T> translator) {
      return new NestedValueProvider<>(value, translator);
    }

    @Override
    public T get() {
      return translator.apply(value.get());
    }

    @Override
    public boolean isAccessible() {
      return value.isAccessible();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof NestedValueProvider<?, ?> provider
          && value.equals(provider.value)
          && translator.equals(provider.translator);
    }

    @Override
    public int hashCode() {
      return Objects.hash(value, translator);
    }

    @Override
    public String toString() {
      return isAccessible() ? String.valueOf(get()) : "NestedValueProvider(" + value + ")";
    }
  }
}
