package io.millrace.sdk.values;

import com.google.common.reflect.Invokable;
import com.google.common.reflect.Parameter;
import com.google.common.reflect.TypeResolver;
import com.google.common.reflect.TypeToken;
import java.io.Serializable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Java type with its generic arguments, kept at run time.
 *
 * <p>{@code TypeDescriptor.of(String.class)} for a class; an anonymous class {@code new
 * TypeDescriptor<List<String>>() {}} for a generic type. Type variables that the surrounding code
 * leaves open stay open, see {@link #hasUnresolvedParameters}. Immutable and thread-safe;
 * serialisable unless type variables are open.
 */
public abstract class TypeDescriptor<T extends @Nullable Object> implements Serializable {
  private static final long serialVersionUID = 1;

  // Guava's TypeToken knows no null types, hence the rawness in places below
  private final TypeToken<?> token;

  /** Captures {@code T} as written by the anonymous subclass. */
  protected TypeDescriptor() {
    this.token = captured(getClass());
  }

  /** Captures {@code T} and resolves its variables by the class of {@code instance}. */
  protected TypeDescriptor(Object instance) {
    this.token = TypeToken.of(instance.getClass()).resolveType(captured(getClass()).getType());
  }

  /** Captures {@code T} and resolves its variables by {@code clazz}. */
  protected TypeDescriptor(Class<?> clazz) {
    this.token = TypeToken.of(clazz).resolveType(captured(getClass()).getType());
  }

  private TypeDescriptor(TypeToken<?> token) {
    this.token = token;
  }

  private static TypeToken<?> captured(Class<?> subclass) {
    return TypeToken.of(subclass).resolveType(TypeDescriptor.class.getTypeParameters()[0]);
  }

  /** The descriptor of a class without type arguments. */
  public static <T extends @Nullable Object> TypeDescriptor<T> of(Class<T> clazz) {
    return new Plain<>(TypeToken.of((Type) clazz));
  }

  /** The descriptor of any reflected type. */
  public static TypeDescriptor<?> of(Type type) {
    return new Plain<>(TypeToken.of(type));
  }

  /** The reflected type. */
  public Type getType() {
    return token.getType();
  }

  /** The class, without type arguments; of a type variable its first bound. */
  @SuppressWarnings("unchecked")
  public Class<? super T> getRawType() {
    return (Class<? super T>) token.getRawType();
  }

  /** The component type of an array, and null for every other type. */
  public @Nullable TypeDescriptor<?> getComponentType() {
    TypeToken<?> component = token.getComponentType();
    return component == null ? null : new Plain<>(component);
  }

  /** This type as {@code superclass} sees it, with its type arguments. */
  @SuppressWarnings("unchecked")
  public final TypeDescriptor<? super T> getSupertype(Class<? super T> superclass) {
    return (TypeDescriptor<? super T>)
        new Plain<>(rawToken().getSupertype((Class<Object>) (Class<?>) superclass));
  }

  /** {@code subclass} with type arguments so that it is a subtype of this. */
  @SuppressWarnings("unchecked")
  public final TypeDescriptor<? extends T> getSubtype(Class<? extends T> subclass) {
    return (TypeDescriptor<? extends T>) new Plain<>(rawToken().getSubtype(subclass));
  }

  @SuppressWarnings("unchecked")
  private TypeToken<Object> rawToken() {
    return (TypeToken<Object>) token;
  }

  /** Whether this is an array type. */
  public final boolean isArray() {
    return token.isArray();
  }

  /**
   * The type variable that this type's class declares as {@code paramName}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  @SuppressWarnings("unchecked")
  public final TypeVariable<Class<? super T>> getTypeParameter(String paramName) {
    Class<?> raw = getRawType();
    for (TypeVariable<?> variable : raw.getTypeParameters()) {
      if (variable.getName().equals(paramName)) {
        return (TypeVariable<Class<? super T>>) variable;
      }
    }
    throw new IllegalArgumentException(raw + " declares no type parameter named " + paramName);
  }

  /** Whether {@code source} can be assigned to this type. */
  public final boolean isSupertypeOf(TypeDescriptor<?> source) {
    return token.isSupertypeOf(source.token);
  }

  /** Whether this type can be assigned to {@code parent}. */
  public final boolean isSubtypeOf(TypeDescriptor<?> parent) {
    return token.isSubtypeOf(parent.token);
  }

  /** The parameter types of {@code method} as a member of this type. */
  public List<TypeDescriptor<?>> getArgumentTypes(Method method) {
    Invokable<?, ?> invokable = token.method(method);
    List<TypeDescriptor<?>> types = new ArrayList<>();
    for (Parameter parameter : invokable.getParameters()) {
      types.add(new Plain<>(parameter.getType()));
    }
    return types;
  }

  /** {@code type} with the variables replaced that this type knows. */
  public TypeDescriptor<?> resolveType(Type type) {
    return new Plain<>(token.resolveType(type));
  }

  /** This type and all its supertypes, subclasses first. */
  public Iterable<TypeDescriptor<?>> getTypes() {
    return wrap(token.getTypes());
  }

  /** The interfaces that this type implements, itself included if it is one. */
  public Iterable<TypeDescriptor<?>> getInterfaces() {
    return wrap(token.getTypes().interfaces());
  }

  /** This class and its superclasses. */
  public Iterable<TypeDescriptor<?>> getClasses() {
    return wrap(token.getTypes().classes());
  }

  private static Iterable<TypeDescriptor<?>> wrap(Iterable<? extends TypeToken<?>> tokens) {
    List<TypeDescriptor<?>> types = new ArrayList<>();
    for (TypeToken<?> each : tokens) {
      types.add(new Plain<>(each));
    }
    return types;
  }

  /** This type with {@code typeParameter} replaced by {@code typeDescriptor}. */
  public <X extends @Nullable Object> TypeDescriptor<T> where(
      TypeParameter<X> typeParameter, TypeDescriptor<X> typeDescriptor) {
    return where(typeParameter.variable(), typeDescriptor.getType());
  }

  /** This type with the variables replaced that matching {@code formal} to {@code actual} binds. */
  public TypeDescriptor<T> where(Type formal, Type actual) {
    return new Plain<>(
        TypeToken.of(new TypeResolver().where(formal, actual).resolveType(getType())));
  }

  /** Whether a type variable is left open somewhere in this type. */
  public boolean hasUnresolvedParameters() {
    return hasUnresolvedParameters(getType());
  }

  private static boolean hasUnresolvedParameters(Type type) {
    if (type instanceof TypeVariable<?>) {
      return true;
    }
    if (type instanceof ParameterizedType parameterized) {
      return anyUnresolved(parameterized.getActualTypeArguments());
    }
    if (type instanceof GenericArrayType array) {
      return hasUnresolvedParameters(array.getGenericComponentType());
    }
    return type instanceof WildcardType wildcard
        && (anyUnresolved(wildcard.getLowerBounds()) || anyUnresolved(wildcard.getUpperBounds()));
  }

  private static boolean anyUnresolved(Type[] types) {
    for (Type type : types) {
      if (hasUnresolvedParameters(type)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return token.toString();
  }

  /** Descriptors of the same type are equal, however they were made. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TypeDescriptor<?> that && token.equals(that.token);
  }

  @Override
  public int hashCode() {
    return token.hashCode();
  }

  // an anonymous subclass drags its surrounding object along; its type is all that matters
  protected Object writeReplace() {
    return this instanceof Plain ? this : new Plain<>(token);
  }

  private static final class Plain<T extends @Nullable Object> extends TypeDescriptor<T> {
    private static final long serialVersionUID = 1;

    Plain(TypeToken<?> token) {
      super(token);
    }
  }
}
