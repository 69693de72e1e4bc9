package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ways to make a {@link CoderProvider}. */
public final class CoderProviders {
  private CoderProviders() {}

  /**
   * A provider for {@code rawType} that calls {@code coderClazz.of(...)} with the coders of the
   * type arguments.
   *
   * @throws IllegalArgumentException if {@code coderClazz} has no such static method
   */
  public static CoderProvider fromStaticMethods(Class<?> rawType, Class<?> coderClazz) {
    int arity = rawType.getTypeParameters().length;
    Class<?>[] parameters = Collections.nCopies(arity, Coder.class).toArray(new Class<?>[0]);
    Method of;
    try {
      of = coderClazz.getDeclaredMethod("of", parameters);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          coderClazz.getName() + " needs a static method of(...) that takes " + arity + " coders",
          e);
    }
    if (!Modifier.isStatic(of.getModifiers())
        || !Coder.class.isAssignableFrom(of.getReturnType())) {
      throw new IllegalArgumentException(of + " must be static and return a Coder");
    }
    of.setAccessible(true);
    return new FromMethod(rawType, of);
  }

  /** A provider of {@code coder} for exactly {@code type}. */
  public static CoderProvider forCoder(TypeDescriptor<?> type, Coder<?> coder) {
    return new ForType(type, coder);
  }

  private static final class FromMethod extends CoderProvider {
    private final Class<?> rawType;
    private final Method of;

    FromMethod(Class<?> rawType, Method of) {
      this.rawType = rawType;
      this.of = of;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> Coder<T> coderFor(
        TypeDescriptor<T> type, List<? extends Coder<?>> componentCoders)
        throws CannotProvideCoderException {
      if (!type.getRawType().equals(rawType)) {
        throw new CannotProvideCoderException(this + " knows " + rawType.getName() + " only");
      }
      try {
        return (Coder<T>) of.invoke(null, componentCoders.toArray());
      } catch (IllegalAccessException | IllegalArgumentException e) {
        throw new CannotProvideCoderException(of + " cannot be called for " + type, e);
      } catch (InvocationTargetException e) {
        throw new CannotProvideCoderException(of + " failed for " + type, e.getTargetException());
      }
    }

    @Override
    public String toString() {
      return "CoderProviders.fromStaticMethods(" + rawType.getName() + ", " + of + ")";
    }
  }

  private static final class ForType extends CoderProvider {
    private final TypeDescriptor<?> type;
    private final Coder<?> coder;

    ForType(TypeDescriptor<?> type, Coder<?> coder) {
      this.type = type;
      this.coder = coder;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> Coder<T> coderFor(
        TypeDescriptor<T> wanted, List<? extends Coder<?>> componentCoders)
        throws CannotProvideCoderException {
      if (!type.equals(wanted)) {
        throw new CannotProvideCoderException(this + " knows " + type + " only");
      }
      return (Coder<T>) coder;
    }

    @Override
    boolean ignoresComponentCoders() {
      return true;
    }

    @Override
    public String toString() {
      return "CoderProviders.forCoder(" + type + ", " + coder + ")";
    }
  }
}
