package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.CannotProvideCoderException.ReasonCode;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.CollectionCoder;
import io.millrace.sdk.coders.DequeCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.coders.OptionalCoder;
import io.millrace.sdk.coders.SetCoder;
import io.millrace.sdk.coders.SortedMapCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Infers a coder from values instead of from a type: containers by what they contain, everything
 * else by its class. All values together decide, so that an empty list among others is no riddle.
 */
final class ElementCoders {

  private final CoderRegistry registry;

  ElementCoders(CoderRegistry registry) {
    this.registry = registry;
  }

  /**
   * The coder that takes all of the values.
   *
   * @throws CannotProvideCoderException if there is none, saying what stands against it
   */
  Coder<?> infer(Collection<?> values) throws CannotProvideCoderException {
    return infer(values, "the elements");
  }

  private Coder<?> infer(Collection<?> values, String what) throws CannotProvideCoderException {
    List<Object> present = new ArrayList<>();
    for (Object value : values) {
      if (value != null) {
        present.add(value);
      }
    }
    if (present.isEmpty()) {
      return VoidCoder.of();
    }
    Coder<?> coder = ofContainers(present, what);
    if (coder == null) {
      coder = ofClass(present, what);
    }
    if (present.size() < values.size()) {
      throw new CannotProvideCoderException(
          String.format(
              "%d of %s are null, the others are not. If null is meant, say so with"
                  + " .withCoder(NullableCoder.of(%s))",
              values.size() - present.size(), what, coder));
    }
    return coder;
  }

  private @Nullable Coder<?> ofContainers(List<Object> values, String what)
      throws CannotProvideCoderException {
    if (all(values, KV.class)) {
      return KvCoder.of(
          infer(parts(values, value -> ((KV<?, ?>) value).getKey()), "the keys of " + what),
          infer(parts(values, value -> ((KV<?, ?>) value).getValue()), "the values of " + what));
    } else if (all(values, TimestampedValue.class)) {
      return TimestampedValue.TimestampedValueCoder.of(
          infer(
              parts(values, value -> ((TimestampedValue<?>) value).getValue()),
              "the values of " + what));
    } else if (all(values, List.class)) {
      return ListCoder.of(contents(values, what));
    } else if (all(values, Set.class)) {
      return SetCoder.of(contents(values, what));
    } else if (all(values, Deque.class)) {
      return DequeCoder.of(contents(values, what));
    } else if (all(values, Collection.class)) {
      return CollectionCoder.of(contents(values, what));
    } else if (all(values, Map.class)) {
      return ofMaps(values, what);
    } else if (all(values, Optional.class)) {
      List<Object> present = new ArrayList<>();
      values.forEach(value -> ((Optional<?>) value).ifPresent(present::add));
      return OptionalCoder.of(infer(present, "the contents of " + what));
    }
    return null;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a sorted map's keys are comparable, or encoding
  // says what is wrong
  private Coder<?> ofMaps(List<Object> values, String what) throws CannotProvideCoderException {
    List<@Nullable Object> keys = new ArrayList<>();
    List<@Nullable Object> mapped = new ArrayList<>();
    for (Object value : values) {
      keys.addAll(((Map<?, ?>) value).keySet());
      mapped.addAll(((Map<?, ?>) value).values());
    }
    Coder<?> keyCoder = infer(keys, "the keys of " + what);
    Coder<?> valueCoder = infer(mapped, "the values of " + what);
    return all(values, SortedMap.class)
        ? SortedMapCoder.of((Coder<Comparable>) (Coder<?>) keyCoder, valueCoder)
        : MapCoder.of(keyCoder, valueCoder);
  }

  private Coder<?> contents(List<Object> values, String what) throws CannotProvideCoderException {
    List<@Nullable Object> contents = new ArrayList<>();
    values.forEach(value -> contents.addAll((Collection<?>) value));
    return infer(contents, "the contents of " + what);
  }

  private static boolean all(List<Object> values, Class<?> type) {
    return values.stream().allMatch(type::isInstance);
  }

  private static List<@Nullable Object> parts(
      List<Object> values, Function<Object, @Nullable Object> part) {
    List<@Nullable Object> parts = new ArrayList<>();
    values.forEach(value -> parts.add(part.apply(value)));
    return parts;
  }

  private Coder<?> ofClass(List<Object> values, String what) throws CannotProvideCoderException {
    Map<Class<?>, Object> examples = new LinkedHashMap<>();
    for (Object value : values) {
      examples.putIfAbsent(
          value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass(),
          value);
    }
    if (examples.size() > 1) {
      return ofSealed(examples, what);
    }
    Class<?> type = examples.keySet().iterator().next();
    try {
      return registry.getCoder(TypeDescriptor.of((Type) type));
    } catch (CannotProvideCoderException e) {
      if (type.getTypeParameters().length == 0) {
        throw e;
      }
      throw new CannotProvideCoderException(
          String.format(
              "%s are of the generic class %s, and an object does not tell its type arguments. Say"
                  + " the type with .withType(new TypeDescriptor<%s<...>>() {})",
              what, type.getName(), type.getSimpleName()),
          e,
          ReasonCode.TYPE_ERASURE);
    }
  }

  /** The coder of the sealed type that all of the classes are kinds of. */
  private Coder<?> ofSealed(Map<Class<?>, Object> examples, String what)
      throws CannotProvideCoderException {
    Set<Class<?>> common = null;
    for (Class<?> type : examples.keySet()) {
      Set<Class<?>> sealed = new LinkedHashSet<>();
      for (TypeDescriptor<?> each : TypeDescriptor.of((Type) type).getTypes()) {
        // that Java's own numbers and strings are kinds of ConstantDesc says nothing about elements
        Class<?> raw = each.getRawType();
        if (raw.isSealed() && !raw.getName().startsWith("java.")) {
          sealed.add(raw);
        }
      }
      if (common == null) {
        common = sealed;
      } else {
        common.retainAll(sealed);
      }
    }
    if (common != null && !common.isEmpty()) {
      return registry.getCoder(TypeDescriptor.of((Type) common.iterator().next()));
    }
    List<String> shown = new ArrayList<>();
    examples.forEach((type, example) -> shown.add(type.getName() + " (such as " + example + ")"));
    throw new CannotProvideCoderException(
        String.format(
            "%s are of different classes: %s. Say what they have in common with .withType(...), or"
                + " how to encode them with .withCoder(...)",
            what, String.join(", ", shown)),
        ReasonCode.OVER_SPECIFIED);
  }
}
