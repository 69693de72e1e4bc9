package io.millrace.sdk.options;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an option is until it is set: a constant, or what a factory makes. Exactly one of the two is
 * not null, except that both are null where the default is null.
 */
record OptionDefault(
    @Nullable Object constant, @Nullable Class<? extends DefaultValueFactory<?>> factory) {
  private static final Map<Class<?>, Object> ZEROS =
      Map.of(
          boolean.class,
          false,
          char.class,
          '\0',
          byte.class,
          (byte) 0,
          short.class,
          (short) 0,
          int.class,
          0,
          long.class,
          0L,
          float.class,
          0f,
          double.class,
          0d);

  static OptionDefault of(OptionProperty property, List<Method> getters) {
    OptionDefault found = null;
    Method foundAt = null;
    for (Method getter : getters) {
      OptionDefault here = declaredAt(property, getter);
      if (here == null) {
        continue;
      }
      if (found != null && foundAt != null && !found.equals(here)) {
        throw new InvalidOptionException(
            "The default of %s is %s in %s but %s in %s: they must agree"
                .formatted(
                    property.flag(),
                    found.text(),
                    foundAt.getDeclaringClass().getName(),
                    here.text(),
                    getter.getDeclaringClass().getName()));
      }
      found = here;
      foundAt = getter;
    }
    return found != null
        ? found
        : new OptionDefault(ZEROS.get(OptionTypes.rawClass(property.type())), null);
  }

  private static @Nullable OptionDefault declaredAt(OptionProperty property, Method getter) {
    OptionDefault found = null;
    for (Annotation annotation : getter.getAnnotations()) {
      if (annotation.annotationType().getDeclaringClass() == Default.class) {
        if (found != null) {
          throw new InvalidOptionException(
              "%s.%s has more than one @Default"
                  .formatted(getter.getDeclaringClass().getName(), getter.getName()));
        }
        found = of(property, annotation);
      }
    }
    return found;
  }

  private static OptionDefault of(OptionProperty property, Annotation annotation) {
    if (annotation instanceof Default.InstanceFactory a) {
      return new OptionDefault(null, a.value());
    } else if (annotation instanceof Default.String a) {
      return constant(property, a.value(), String.class);
    } else if (annotation instanceof Default.Boolean a) {
      return constant(property, a.value(), boolean.class);
    } else if (annotation instanceof Default.Integer a) {
      return constant(property, a.value(), int.class);
    } else if (annotation instanceof Default.Long a) {
      return constant(property, a.value(), long.class);
    } else if (annotation instanceof Default.Double a) {
      return constant(property, a.value(), double.class);
    } else if (annotation instanceof Default.Float a) {
      return constant(property, a.value(), float.class);
    } else if (annotation instanceof Default.Short a) {
      return constant(property, a.value(), short.class);
    } else if (annotation instanceof Default.Byte a) {
      return constant(property, a.value(), byte.class);
    } else if (annotation instanceof Default.Character a) {
      return constant(property, a.value(), char.class);
    } else if (annotation instanceof Default.Class a) {
      return constant(property, a.value(), Class.class);
    } else if (annotation instanceof Default.Enum a) {
      return enumConstant(property, a.value());
    }
    throw new IllegalStateException("Unknown default " + annotation);
  }

  private static OptionDefault constant(OptionProperty property, Object value, Class<?> type) {
    Type inner = OptionTypes.provided(property.type());
    Class<?> raw = OptionTypes.rawClass(inner);
    if (raw != type && raw != OptionTypes.boxed(type)) {
      throw mistyped(property, "a " + type.getSimpleName());
    }
    return new OptionDefault(OptionTypes.provide(property.type(), value), null);
  }

  private static OptionDefault enumConstant(OptionProperty property, String name) {
    Class<?> raw = OptionTypes.rawClass(OptionTypes.provided(property.type()));
    Object[] choices = raw.getEnumConstants();
    if (choices == null) {
      throw mistyped(property, "an enum constant");
    }
    for (Object choice : choices) {
      if (((Enum<?>) choice).name().equals(name)) {
        return new OptionDefault(OptionTypes.provide(property.type(), choice), null);
      }
    }
    throw new InvalidOptionException(
        "The default %s of %s is none of %s".formatted(name, property, Arrays.toString(choices)));
  }

  private static InvalidOptionException mistyped(OptionProperty property, String found) {
    return new InvalidOptionException(
        "The default of %s is %s, but its type is %s"
            .formatted(property, found, property.type().getTypeName()));
  }

  /** Calls the factory. */
  @Nullable Object compute(OptionProperty property, PipelineOptions options) {
    if (factory == null) {
      return constant;
    }
    try {
      Constructor<? extends DefaultValueFactory<?>> constructor = factory.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance().create(options);
    } catch (InvocationTargetException e) {
      throw new InvalidOptionException(
          "The default of %s could not be made: the constructor of %s failed: %s"
              .formatted(property, factory.getName(), e.getCause()),
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new InvalidOptionException(
          "The default of %s could not be made: %s needs a constructor without parameters"
              .formatted(property, factory.getName()),
          e);
    }
  }

  /** For people. */
  String text() {
    if (factory != null) {
      return "computed by " + factory.getSimpleName();
    }
    if (constant instanceof Class<?> type) {
      return type.getName();
    }
    return constant == null ? "nothing" : constant.toString();
  }
}
