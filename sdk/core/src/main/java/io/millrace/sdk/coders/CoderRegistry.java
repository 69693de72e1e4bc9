package io.millrace.sdk.coders;

import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Finds the coder of a type. What was registered last is asked first. Thread-safe.
 *
 * <p>A registry belongs to one pipeline: what is registered here is known there only.
 */
public final class CoderRegistry {
  private final CopyOnWriteArrayList<CoderProvider> registered = new CopyOnWriteArrayList<>();
  private final List<CoderProvider> fromLibraries;

  private CoderRegistry(List<CoderProvider> fromLibraries) {
    this.fromLibraries = fromLibraries;
  }

  /**
   * A registry that knows the types that the SDK knows, and those that the {@link
   * CoderProviderRegistrar}s on the class path bring.
   */
  public static CoderRegistry createDefault() {
    List<CoderProvider> providers = new ArrayList<>();
    for (CoderProviderRegistrar registrar : ServiceLoader.load(CoderProviderRegistrar.class)) {
      providers.addAll(registrar.getCoderProviders());
    }
    return new CoderRegistry(List.copyOf(providers));
  }

  /** Asks {@code coderProvider} before everything registered earlier. */
  public void registerCoderProvider(CoderProvider coderProvider) {
    registered.add(0, coderProvider);
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
   * @throws CannotProvideCoderException if there is none, saying why and what to do
   */
  public <T extends @Nullable Object> Coder<T> getCoder(TypeDescriptor<T> type)
      throws CannotProvideCoderException {
    return inferred(inference(), type);
  }

  /**
   * The coder of {@code outputType}, where parts of it that are parts of {@code inputType} too are
   * coded as {@code inputCoder} codes them.
   *
   * @throws CannotProvideCoderException if there is none, saying why and what to do
   */
  public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Coder<OutputT> getCoder(
          TypeDescriptor<OutputT> outputType,
          TypeDescriptor<InputT> inputType,
          Coder<InputT> inputCoder)
          throws CannotProvideCoderException {
    CoderInference inference = inference();
    inference.bind(inputType, inputCoder);
    return inferred(inference, outputType);
  }

  /**
   * The coder of what {@code fn} gives, when {@code inputCoder} codes what it takes.
   *
   * @throws CannotProvideCoderException if there is none, or the function's class does not tell
   */
  public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Coder<OutputT> getOutputCoder(
          SerializableFunction<InputT, OutputT> fn, Coder<InputT> inputCoder)
          throws CannotProvideCoderException {
    return getCoder(TypeDescriptors.outputOf(fn), TypeDescriptors.inputOf(fn), inputCoder);
  }

  /**
   * The coder of {@code param}, a type variable of {@code baseClass}, as {@code subClass} fills it,
   * when the coders of other variables of {@code baseClass} are known.
   *
   * @throws CannotProvideCoderException if there is none, or {@code subClass} leaves it open
   */
  public <T, OutputT extends @Nullable Object> Coder<OutputT> getCoder(
      Class<? extends T> subClass,
      Class<T> baseClass,
      Map<Type, ? extends Coder<?>> knownCoders,
      TypeVariable<?> param)
      throws CannotProvideCoderException {
    TypeDescriptor<?> filled = TypeDescriptor.of((Type) subClass);
    CoderInference inference = inference();
    knownCoders.forEach((type, coder) -> inference.bind(filled.resolveType(type), coder));
    @SuppressWarnings("unchecked")
    TypeDescriptor<OutputT> wanted = (TypeDescriptor<OutputT>) filled.resolveType(param);
    return inferred(inference, wanted);
  }

  private CoderInference inference() {
    return new CoderInference(registered, fromLibraries);
  }

  @SuppressWarnings("unchecked")
  private static <T extends @Nullable Object> Coder<T> inferred(
      CoderInference inference, TypeDescriptor<T> type) throws CannotProvideCoderException {
    return (Coder<T>) inference.infer(type);
  }
}
