package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Finds the coder of a type. What was registered last is asked first. Thread-safe.
 *
 * <p>A registry belongs to one pipeline: what is registered here is known there only.
 */
public final class CoderRegistry {
  private final CopyOnWriteArrayList<CoderProvider> providers = new CopyOnWriteArrayList<>();

  private CoderRegistry() {}

  /** A registry that knows the types that the SDK knows. */
  public static CoderRegistry createDefault() {
    return new CoderRegistry();
  }

  /** Asks {@code coderProvider} before everything registered earlier. */
  public void registerCoderProvider(CoderProvider coderProvider) {
    providers.add(0, coderProvider);
  }

  /** Uses {@code coder} for the class, which has no type arguments. */
  public void registerCoderForClass(Class<?> clazz, Coder<?> coder) {
    registerCoderForType(TypeDescriptor.of((Type) clazz), coder);
  }

  /** Uses {@code coder} for exactly this type. */
  public void registerCoderForType(TypeDescriptor<?> type, Coder<?> coder) {
    registerCoderProvider(CoderProviders.forCoder(type, coder));
  }

  /**
   * The coder of a class without type arguments.
   *
   * @throws CannotProvideCoderException if there is none
   */
  public <T extends @Nullable Object> Coder<T> getCoder(Class<T> clazz)
      throws CannotProvideCoderException {
    return getCoder(TypeDescriptor.of(clazz));
  }

  /**
   * The coder of a type.
   *
   * @throws CannotProvideCoderException if there is none
   */
  public <T extends @Nullable Object> Coder<T> getCoder(TypeDescriptor<T> type)
      throws CannotProvideCoderException {
    List<Coder<?>> arguments = new ArrayList<>();
    if (type.getType() instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        arguments.add(getCoder(TypeDescriptor.of(argument)));
      }
    }
    CannotProvideCoderException failure =
        new CannotProvideCoderException("no coder is registered for " + type);
    for (CoderProvider provider : providers) {
      try {
        return provider.coderFor(type, arguments);
      } catch (CannotProvideCoderException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /**
   * The coder of {@code outputType}, where parts of it that are parts of {@code inputType} too are
   * coded as {@code inputCoder} codes them.
   *
   * @throws CannotProvideCoderException if there is none
   */
  public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Coder<OutputT> getCoder(
          TypeDescriptor<OutputT> outputType,
          TypeDescriptor<InputT> inputType,
          Coder<InputT> inputCoder)
          throws CannotProvideCoderException {
    if (outputType.equals(inputType)) {
      @SuppressWarnings("unchecked")
      Coder<OutputT> same = (Coder<OutputT>) inputCoder;
      return same;
    }
    return getCoder(outputType);
  }
}
