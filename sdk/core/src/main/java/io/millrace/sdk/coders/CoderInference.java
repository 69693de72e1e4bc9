package io.millrace.sdk.coders;

import com.google.common.primitives.Primitives;
import com.google.protobuf.MessageLite;
import io.millrace.sdk.coders.CannotProvideCoderException.ReasonCode;
import io.millrace.sdk.extensions.protobuf.ProtoCoder;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One search for the coder of a type.
 *
 * <p>Asked in this order: what is bound for this search, what the pipeline registered (last first),
 * {@link DefaultCoder}, the known classes, what libraries brought, and then what the class is made
 * of: messages, enums, records, sealed types. Types in progress are remembered, so that a recursive
 * type's coder refers to itself.
 */
final class CoderInference {
  private static final int DEEPEST = 64;

  private final List<CoderProvider> registered;
  private final List<CoderProvider> fromLibraries;
  private final Map<TypeDescriptor<?>, List<Coder<?>>> bindings = new LinkedHashMap<>();
  private final Map<TypeDescriptor<?>, SelfReferenceCoder<?>> inProgress = new LinkedHashMap<>();

  CoderInference(List<CoderProvider> registered, List<CoderProvider> fromLibraries) {
    this.registered = registered;
    this.fromLibraries = fromLibraries;
  }

  /** Takes {@code coder} for {@code type}, and its arguments' coders for its type arguments. */
  void bind(TypeDescriptor<?> type, Coder<?> coder) {
    List<Coder<?>> bound = bindings.computeIfAbsent(type, t -> new ArrayList<>());
    if (!bound.contains(coder)) {
      bound.add(coder);
    }
    List<? extends Coder<?>> coders = coder.getCoderArguments();
    if (type.getType() instanceof ParameterizedType parameterized
        && coders.size() == parameterized.getActualTypeArguments().length) {
      for (int i = 0; i < coders.size(); i++) {
        bind(TypeDescriptor.of(parameterized.getActualTypeArguments()[i]), coders.get(i));
      }
    }
  }

  Coder<?> infer(TypeDescriptor<?> type) throws CannotProvideCoderException {
    return infer(type, null);
  }

  private Coder<?> infer(TypeDescriptor<?> type, @Nullable AnnotatedType written)
      throws CannotProvideCoderException {
    Coder<?> coder = inferNonNull(type, written);
    return written != null && isNullable(written) ? NullableCoder.of(coder) : coder;
  }

  private Coder<?> inferNonNull(TypeDescriptor<?> type, @Nullable AnnotatedType written)
      throws CannotProvideCoderException {
    List<Coder<?>> bound = bindings.get(type);
    if (bound != null) {
      if (bound.size() > 1) {
        throw new CannotProvideCoderException(
            type + " has several coders in the input: " + bound + "; name one with setCoder(...)",
            ReasonCode.OVER_SPECIFIED);
      }
      return bound.get(0);
    }
    if (type.getType() instanceof TypeVariable<?> variable) {
      throw openVariable(variable);
    }
    if (type.getType() instanceof WildcardType wildcard) {
      Type[] lower = wildcard.getLowerBounds();
      return infer(
          TypeDescriptor.of(lower.length > 0 ? lower[0] : wildcard.getUpperBounds()[0]), null);
    }
    SelfReferenceCoder<?> self = inProgress.get(type);
    if (self != null) {
      return self;
    }
    if (inProgress.size() >= DEEPEST) {
      throw new CannotProvideCoderException(
          "the type never ends: each contains the next of " + inProgress.keySet());
    }
    return inferByClass(type, written);
  }

  private Coder<?> inferByClass(TypeDescriptor<?> type, @Nullable AnnotatedType written)
      throws CannotProvideCoderException {
    Class<?> raw = type.getRawType();
    List<Coder<?>> arguments = new ArrayList<>();
    CannotProvideCoderException missing = argumentCoders(type, written, arguments);

    Coder<?> coder = provided(registered, type, arguments, missing);
    if (coder != null) {
      return coder;
    }
    DefaultCoder byAnnotation = raw.getAnnotation(DefaultCoder.class);
    if (byAnnotation != null) {
      return DefaultCoderProvider.coderFor(byAnnotation.value(), type, arguments);
    }
    if (KnownCoders.knows(raw)) {
      if (missing != null) {
        throw missing;
      }
      if (arguments.size() < raw.getTypeParameters().length) {
        throw new CannotProvideCoderException(
            "no coder for the raw type "
                + raw.getName()
                + ": say what it contains, as in new TypeDescriptor<List<String>>() {}",
            ReasonCode.TYPE_ERASURE);
      }
      coder = KnownCoders.coderFor(raw, arguments);
    }
    if (coder == null) {
      coder = provided(fromLibraries, type, arguments, missing);
    }
    if (coder == null) {
      coder = byStructure(type);
    }
    if (coder != null) {
      return coder;
    }
    throw unknown(type);
  }

  /** Fills {@code coders}; the result, if any, says which argument has none and why. */
  private @Nullable CannotProvideCoderException argumentCoders(
      TypeDescriptor<?> type, @Nullable AnnotatedType written, List<Coder<?>> coders) {
    if (!(type.getType() instanceof ParameterizedType parameterized)) {
      return null;
    }
    Type[] arguments = parameterized.getActualTypeArguments();
    AnnotatedType[] writtenArguments =
        written instanceof AnnotatedParameterizedType annotated
            ? annotated.getAnnotatedActualTypeArguments()
            : new AnnotatedType[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      TypeDescriptor<?> argument = TypeDescriptor.of(arguments[i]);
      try {
        coders.add(infer(argument, writtenArguments[i]));
      } catch (CannotProvideCoderException e) {
        return new CannotProvideCoderException(
            "no coder for "
                + type
                + ", because of its type argument "
                + argument
                + ": "
                + e.getMessage(),
            e);
      }
    }
    return null;
  }

  private static @Nullable Coder<?> provided(
      List<CoderProvider> providers,
      TypeDescriptor<?> type,
      List<Coder<?>> arguments,
      @Nullable CannotProvideCoderException missing) {
    for (CoderProvider provider : providers) {
      if (missing == null || provider.ignoresComponentCoders()) {
        try {
          return provider.coderFor(type, arguments);
        } catch (CannotProvideCoderException notItsType) {
          // the next one may know it
        }
      }
    }
    return null;
  }

  private @Nullable Coder<?> byStructure(TypeDescriptor<?> type)
      throws CannotProvideCoderException {
    Class<?> raw = type.getRawType();
    if (MessageLite.class.isAssignableFrom(raw) && !raw.isInterface()) {
      return ProtoCoder.of(raw.asSubclass(MessageLite.class));
    }
    if (raw.isEnum()) {
      return enumCoder(raw);
    }
    if (!raw.isRecord() && !raw.isSealed()) {
      return null;
    }
    SelfReferenceCoder<?> self = new SelfReferenceCoder<>(type);
    inProgress.put(type, self);
    try {
      Coder<?> coder = raw.isRecord() ? recordCoder(type) : sealedCoder(type);
      self.resolve(coder);
      return coder;
    } finally {
      inProgress.remove(type);
    }
  }

  // an enum class is a Class<E> of some E that is an enum
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Coder<?> enumCoder(Class<?> raw) {
    return EnumCoder.of((Class) raw);
  }

  private Coder<?> recordCoder(TypeDescriptor<?> type) throws CannotProvideCoderException {
    List<RecordDescription.Component> components = new ArrayList<>();
    for (RecordComponent component : type.getRawType().getRecordComponents()) {
      TypeDescriptor<?> componentType = boxed(type.resolveType(component.getGenericType()));
      Coder<?> coder;
      try {
        coder = infer(componentType, component.getAnnotatedType());
      } catch (CannotProvideCoderException e) {
        throw new CannotProvideCoderException(
            "no coder for the record "
                + type
                + ", because of its component "
                + component.getName()
                + ": "
                + e.getMessage(),
            e);
      }
      boolean nullable =
          isNullable(component.getAnnotatedType())
              || isNullable(component)
              || isNullable(component.getAccessor());
      components.add(
          new RecordDescription.Component(
              component.getName(),
              componentType,
              nullable,
              nullable ? NullableCoder.of(coder) : coder));
    }
    return RecordCoder.of(new RecordDescription(type, components));
  }

  private Coder<?> sealedCoder(TypeDescriptor<?> type) throws CannotProvideCoderException {
    List<Coder<?>> coders = new ArrayList<>();
    for (Class<?> permitted : type.getRawType().getPermittedSubclasses()) {
      try {
        coders.add(infer(subtype(type, permitted)));
      } catch (CannotProvideCoderException e) {
        throw new CannotProvideCoderException(
            "no coder for the sealed type "
                + type
                + ", because of the permitted "
                + permitted.getSimpleName()
                + ": "
                + e.getMessage(),
            e);
      }
    }
    return SealedInterfaceCoder.of(type, coders);
  }

  @SuppressWarnings("unchecked")
  private static TypeDescriptor<?> subtype(TypeDescriptor<?> type, Class<?> permitted) {
    return permitted.getTypeParameters().length == 0
        ? TypeDescriptor.of((Type) permitted)
        : ((TypeDescriptor<Object>) type).getSubtype((Class<Object>) permitted);
  }

  private static TypeDescriptor<?> boxed(TypeDescriptor<?> type) {
    return type.getType() instanceof Class<?> plain && plain.isPrimitive()
        ? TypeDescriptor.of((Type) Primitives.wrap(plain))
        : type;
  }

  // any library's @Nullable, as a type annotation or on the declaration
  private static boolean isNullable(AnnotatedElement element) {
    for (Annotation annotation : element.getAnnotations()) {
      String name = annotation.annotationType().getSimpleName();
      if (name.equals("Nullable") || name.equals("CheckForNull")) {
        return true;
      }
    }
    return false;
  }

  private static CannotProvideCoderException openVariable(TypeVariable<?> variable) {
    return new CannotProvideCoderException(
        "the type variable "
            + variable
            + " of "
            + variable.getGenericDeclaration()
            + " is open: the Java compiler erased what it stands for. Name the type, with"
            + " into(TypeDescriptor) or an anonymous subclass, or the coder, with setCoder(...)",
        ReasonCode.TYPE_ERASURE);
  }

  private static CannotProvideCoderException unknown(TypeDescriptor<?> type) {
    Class<?> raw = type.getRawType();
    String name = raw.getSimpleName();
    String why;
    if (raw == Object.class) {
      why = "it may be anything";
    } else if (raw.isArray()) {
      why = "of arrays only byte[] has a coder; use a List";
    } else if (raw.isInterface()) {
      why = "it is an interface that is not sealed";
    } else {
      why = "it is neither a record, an enum, a sealed type, a message nor otherwise known";
    }
    String serializable =
        Serializable.class.isAssignableFrom(raw) && !raw.isArray()
            ? "; as it is Serializable, SerializableCoder.of(" + name + ".class) would do, slowly"
            : "";
    return new CannotProvideCoderException(
        "no coder is known for "
            + type
            + ": "
            + why
            + ". Make it a record, or annotate it with @DefaultCoder(...), or register a coder with"
            + " pipeline.getCoderRegistry().registerCoderForClass("
            + name
            + ".class, ...), or name"
            + " one where the collection is made, with setCoder(...)"
            + serializable);
  }
}
