package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.ref.SoftReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The method handles of a record class, composed with the coders of its components. To compose them
 * makes classes, so equal descriptions share them, also those of several pipelines, as long as
 * there is memory.
 */
final class RecordShape {
  private static final MethodHandle ENCODE;
  private static final MethodHandle DECODE;
  private static final MethodHandle STABLE_HASH;
  private static final MethodHandle COMBINE;
  private static final byte[] TEMPLATE;

  static {
    Lookup lookup = MethodHandles.lookup();
    try {
      ENCODE =
          lookup.findVirtual(
              Coder.class,
              "encode",
              MethodType.methodType(void.class, Object.class, OutputStream.class));
      DECODE =
          lookup.findVirtual(
              Coder.class, "decode", MethodType.methodType(Object.class, InputStream.class));
      STABLE_HASH =
          lookup.findVirtual(
              Coder.class, "stableHash", MethodType.methodType(int.class, Object.class));
      COMBINE =
          lookup.findStatic(
              StableHash.class, "combine", MethodType.methodType(int.class, int.class, int.class));
      TEMPLATE = templateBytes();
    } catch (ReflectiveOperationException | IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** By class, so that what is known of a record goes with its class. */
  private static final ClassValue<Map<RecordDescription, SoftReference<RecordShape>>> SHAPES =
      new ClassValue<>() {
        @Override
        protected Map<RecordDescription, SoftReference<RecordShape>> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final MethodHandle[] accessors;
  private final boolean equalsByComponents;
  private final RecordAccess access;

  /** The shape of records that are described so. */
  static RecordShape of(RecordDescription description) {
    Map<RecordDescription, SoftReference<RecordShape>> shapes =
        SHAPES.get(description.recordClass());
    SoftReference<RecordShape> known = shapes.get(description);
    RecordShape shape = known == null ? null : known.get();
    if (shape == null) {
      // racing threads build the same
      shape = new RecordShape(description);
      shapes.put(description, new SoftReference<>(shape));
    }
    return shape;
  }

  private RecordShape(RecordDescription description) {
    Class<?> type = description.recordClass();
    List<RecordDescription.Component> components = description.components();
    Coder<?>[] coders =
        components.stream().map(RecordDescription.Component::coder).toArray(Coder<?>[]::new);
    MethodHandle constructor;
    try {
      RecordComponent[] reflected = type.getRecordComponents();
      this.accessors = new MethodHandle[reflected.length];
      Class<?>[] types = new Class<?>[reflected.length];
      Lookup lookup = lookupIn(type);
      checkComponents(type, reflected, components);
      for (int i = 0; i < reflected.length; i++) {
        types[i] = reflected[i].getType();
        accessors[i] = accessor(lookup, reflected[i].getAccessor());
      }
      constructor = constructor(lookup, type.getDeclaredConstructor(types));
      this.equalsByComponents = isGenerated(type.getMethod("equals", Object.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          "cannot reach the components of the record "
              + type.getName()
              + ": "
              + e.getMessage()
              + "; if it is in a named module, open its package to "
              + RecordShape.class.getModule(),
          e);
    }
    this.access =
        define(List.of(encoder(type, coders), decoder(constructor, coders), hasher(type, coders)));
  }

  /** What reads, writes and hashes records of this shape. */
  RecordAccess access() {
    return access;
  }

  /** Whether the record's {@code equals} is the one that records have by themselves. */
  boolean equalsByComponents() {
    return equalsByComponents;
  }

  /** One component, slowly. */
  Object component(Object record, int index) {
    try {
      return accessors[index].invoke(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void checkComponents(
      Class<?> type, RecordComponent[] actual, List<RecordDescription.Component> described) {
    List<String> names = described.stream().map(RecordDescription.Component::name).toList();
    List<String> actualNames = Arrays.stream(actual).map(RecordComponent::getName).toList();
    if (!names.equals(actualNames)) {
      throw new IllegalArgumentException(
          type.getName() + " has components " + actualNames + " and was described with " + names);
    }
  }

  private static Lookup lookupIn(Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    } catch (IllegalAccessException e) {
      return MethodHandles.lookup();
    }
  }

  private static MethodHandle accessor(Lookup lookup, Method method) throws IllegalAccessException {
    try {
      return lookup.unreflect(method);
    } catch (IllegalAccessException e) {
      method.setAccessible(true);
      return lookup.unreflect(method);
    }
  }

  private static MethodHandle constructor(Lookup lookup, Constructor<?> constructor)
      throws IllegalAccessException {
    try {
      return lookup.unreflectConstructor(constructor);
    } catch (IllegalAccessException e) {
      constructor.setAccessible(true);
      return lookup.unreflectConstructor(constructor);
    }
  }

  // compilers make the implicit method final; nobody writes that in a class that is final already
  private static boolean isGenerated(Method equals) {
    return Modifier.isFinal(equals.getModifiers());
  }

  private MethodHandle encoder(Class<?> type, Coder<?>[] coders) {
    MethodHandle all =
        MethodHandles.empty(MethodType.methodType(void.class, type, OutputStream.class));
    for (int i = coders.length - 1; i >= 0; i--) {
      MethodHandle one = ENCODE.bindTo(coders[i]);
      one = one.asType(one.type().changeParameterType(0, accessors[i].type().returnType()));
      one = MethodHandles.filterArguments(one, 0, accessors[i]);
      all = i == coders.length - 1 ? one : MethodHandles.foldArguments(all, one);
    }
    return all.asType(MethodType.methodType(void.class, Object.class, OutputStream.class));
  }

  private static MethodHandle decoder(MethodHandle constructor, Coder<?>[] coders) {
    MethodHandle[] parts = new MethodHandle[coders.length];
    for (int i = 0; i < coders.length; i++) {
      MethodHandle one = DECODE.bindTo(coders[i]);
      parts[i] = one.asType(one.type().changeReturnType(constructor.type().parameterType(i)));
    }
    // filters run from left to right: the components are read in their order
    MethodHandle all = MethodHandles.filterArguments(constructor, 0, parts);
    return MethodHandles.permuteArguments(
        all.asType(all.type().changeReturnType(Object.class)),
        MethodType.methodType(Object.class, InputStream.class),
        new int[coders.length]);
  }

  private MethodHandle hasher(Class<?> type, Coder<?>[] coders) {
    MethodHandle all =
        MethodHandles.dropArguments(MethodHandles.constant(int.class, coders.length), 0, type);
    for (int i = 0; i < coders.length; i++) {
      MethodHandle one = STABLE_HASH.bindTo(coders[i]);
      one = one.asType(one.type().changeParameterType(0, accessors[i].type().returnType()));
      one = MethodHandles.filterArguments(one, 0, accessors[i]);
      all =
          MethodHandles.permuteArguments(
              MethodHandles.filterArguments(COMBINE, 0, all, one),
              MethodType.methodType(int.class, type),
              0,
              0);
    }
    return all.asType(MethodType.methodType(int.class, Object.class));
  }

  private static RecordAccess define(List<MethodHandle> handles) {
    try {
      return (RecordAccess)
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(TEMPLATE, handles, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] templateBytes() throws IOException {
    String resource = RecordAccessTemplate.class.getSimpleName() + ".class";
    try (InputStream in = RecordShape.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(
            resource + " cannot be read as a resource of " + RecordShape.class.getClassLoader());
      }
      return in.readAllBytes();
    }
  }
}
