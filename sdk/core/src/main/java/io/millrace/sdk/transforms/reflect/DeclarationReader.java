package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.StateKind;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads the fields by which a DoFn class declares state and timers, and checks them. */
final class DeclarationReader {

  private final Class<?> fnClass;
  private final TypeDescriptor<?> fnType;

  DeclarationReader(Class<?> fnClass) {
    this.fnClass = fnClass;
    this.fnType = TypeDescriptor.of((Type) fnClass);
  }

  StateDeclarations read() {
    SortedMap<String, TimerDeclaration> timers =
        fields(DoFn.TimerId.class, DoFn.TimerId::value, this::timer);
    SortedMap<String, TimerDeclaration> families =
        fields(DoFn.TimerFamily.class, DoFn.TimerFamily::value, this::timer);
    families.forEach(
        (id, family) -> {
          if (timers.containsKey(id)) {
            throw MethodError.of(fnClass, family.field())
                .says(
                    "declares @TimerFamily(\"%s\"), but there is @TimerId(\"%s\") as well: give one"
                        + " another id",
                    id, id);
          }
        });
    SortedMap<String, StateDeclaration> states =
        fields(DoFn.StateId.class, DoFn.StateId::value, this::state);
    verifyAlwaysFetchedIsState();
    return new StateDeclarations(states, timers, families);
  }

  private <A extends Annotation, T> SortedMap<String, T> fields(
      Class<A> annotation, Function<A, String> idOf, BiFunction<Field, String, T> reader) {
    SortedMap<String, Field> byId = new TreeMap<>();
    SortedMap<String, T> result = new TreeMap<>();
    for (Class<?> each = fnClass; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        A marked = field.getAnnotation(annotation);
        if (marked == null) {
          continue;
        }
        String id = idOf.apply(marked);
        Field other = byId.putIfAbsent(id, field);
        if (other != null) {
          throw MethodError.of(fnClass)
              .says(
                  "@%s(\"%s\") is declared twice, by the fields %s and %s: give one another id",
                  annotation.getSimpleName(), id, name(other), name(field));
        }
        verifyField(field, annotation, id);
        result.put(id, reader.apply(field, id));
      }
    }
    return result;
  }

  private static String name(Field field) {
    return field.getDeclaringClass().getSimpleName() + "." + field.getName();
  }

  private void verifyField(Field field, Class<?> annotation, String id) {
    MethodError error = MethodError.of(fnClass, field);
    if (id.isEmpty()) {
      throw error.says("is marked @%s without a name: give it one", annotation.getSimpleName());
    }
    if (!Modifier.isFinal(field.getModifiers())) {
      throw error.says(
          "is marked @%s(\"%s\"), but is not final: what a function declares cannot change",
          annotation.getSimpleName(), id);
    }
  }

  private TimerDeclaration timer(Field field, String id) {
    if (field.getType() != TimerSpec.class) {
      throw MethodError.of(fnClass, field)
          .says(
              "declares the timer \"%s\", but is %s: make it a TimerSpec, of TimerSpecs.timer(...)"
                  + " or, if it is a family, TimerSpecs.timerMap(...)",
              id, TypeDescriptor.of(field.getGenericType()));
    }
    return new TimerDeclaration(id, field);
  }

  private StateDeclaration state(Field field, String id) {
    MethodError error = MethodError.of(fnClass, field);
    Type type = fnType.resolveType(field.getGenericType()).getType();
    if (field.getType() != StateSpec.class || !(type instanceof ParameterizedType parameterized)) {
      throw error.says(
          "declares the state \"%s\", but is %s: make it a StateSpec<...> of the state that it"
              + " specifies, such as StateSpec<ValueState<Integer>>",
          id, TypeDescriptor.of(type));
    }
    TypeDescriptor<?> stateType = TypeDescriptor.of(parameterized.getActualTypeArguments()[0]);
    List<Class<?>> known = stateTypes();
    if (!known.contains(stateType.getRawType())) {
      throw error.says(
          "declares the state \"%s\" as %s, but the states that there are are %s",
          id, stateType, known.stream().map(Class::getSimpleName).toList());
    }
    if (!(stateType.getType() instanceof ParameterizedType)) {
      throw error.says(
          "declares the state \"%s\" as %s, without saying of what: write %s<...>",
          id, stateType, stateType.getRawType().getSimpleName());
    }
    boolean fetched = field.isAnnotationPresent(DoFn.AlwaysFetched.class);
    if (fetched) {
      verifyReadable(stateType, error);
    }
    return new StateDeclaration(fnClass, id, field, stateType, fetched);
  }

  private static List<Class<?>> stateTypes() {
    return Arrays.stream(StateKind.values()).<Class<?>>map(StateKind::stateType).toList();
  }

  static void verifyReadable(TypeDescriptor<?> stateType, MethodError error) {
    if (!ReadableState.class.isAssignableFrom(stateType.getRawType())) {
      throw error.says(
          "is marked @AlwaysFetched, but a %s is read entry by entry, not as a whole: leave it out",
          stateType.getRawType().getSimpleName());
    }
  }

  private void verifyAlwaysFetchedIsState() {
    for (Class<?> each = fnClass; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (field.isAnnotationPresent(DoFn.AlwaysFetched.class)
            && !field.isAnnotationPresent(DoFn.StateId.class)) {
          throw MethodError.of(fnClass, field)
              .says("is marked @AlwaysFetched, but not @StateId: it is no state");
        }
      }
    }
  }
}
