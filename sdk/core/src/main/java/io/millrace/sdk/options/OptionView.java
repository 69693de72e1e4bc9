package io.millrace.sdk.options;

import io.millrace.sdk.transforms.display.DisplayData;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers the methods of one interface of options out of the shared values. */
final class OptionView implements InvocationHandler, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient OptionValues values;
  private final transient OptionInterface declared;

  private OptionView(OptionValues values, OptionInterface declared) {
    this.values = values;
    this.declared = declared;
  }

  static PipelineOptions newProxy(OptionValues values, OptionInterface declared) {
    Class<?> type = declared.type();
    return (PipelineOptions)
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new OptionView(values, declared));
  }

  OptionValues values() {
    return values;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    if (method.isDefault()) {
      return MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
          .unreflectSpecial(method, method.getDeclaringClass())
          .bindTo(proxy)
          .invokeWithArguments(args == null ? new Object[0] : args);
    }
    int parameters = method.getParameterCount();
    OptionProperty property = declared.ofMethod(method);
    if (property != null && parameters == 0) {
      return values.get(property);
    }
    Object argument = args == null || args.length == 0 ? null : args[0];
    if (property != null) {
      values.set(property.name(), argument);
      return null;
    }
    return switch (method.getName()) {
      case "as" -> as(argument);
      case "populateDisplayData" -> {
        populateDisplayData((DisplayData.Builder) Objects.requireNonNull(argument));
        yield null;
      }
      case "toString" -> describe();
      case "hashCode" -> System.identityHashCode(values);
      case "equals" -> sameValues(argument);
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private PipelineOptions as(@Nullable Object type) {
    return values.as(
        Objects.requireNonNull((Class<?>) type, "kls").asSubclass(PipelineOptions.class));
  }

  private boolean sameValues(@Nullable Object other) {
    return other != null
        && Proxy.isProxyClass(other.getClass())
        && Proxy.getInvocationHandler(other) instanceof OptionView view
        && view.values == values;
  }

  private String describe() {
    TreeMap<String, Object> shown = new TreeMap<>();
    values.present().forEach((name, value) -> shown.put(name, show(value.object())));
    values.unread().forEach((name, json) -> shown.putIfAbsent(name, json));
    StringBuilder text = new StringBuilder("Current settings:");
    shown.forEach((name, value) -> text.append("\n  ").append(name).append(": ").append(value));
    return text.toString();
  }

  private void populateDisplayData(DisplayData.Builder builder) {
    values
        .present()
        .forEach(
            (name, value) -> {
              if (value.isSet() && value.object() != null) {
                OptionProperty property = values.schema().find(name);
                Class<?> namespace =
                    property == null ? PipelineOptions.class : property.declaredBy();
                builder.add(item(name, value.object()).withNamespace(namespace));
              }
            });
    values
        .unread()
        .forEach(
            (name, json) ->
                builder.add(
                    DisplayData.item(name, json.toString()).withNamespace(PipelineOptions.class)));
  }

  private static DisplayData.ItemSpec<?> item(String name, Object value) {
    if (value instanceof ValueProvider<?> provider) {
      return DisplayData.item(name, provider);
    }
    DisplayData.Type type = DisplayData.inferType(value);
    return type != null
        ? DisplayData.item(name, type, value)
        : DisplayData.item(name, String.valueOf(show(value)));
  }

  /** Arrays as lists, which print their elements. */
  private static Object show(@Nullable Object value) {
    if (value == null || !value.getClass().isArray()) {
      return String.valueOf(value);
    }
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      elements.add(show(Array.get(value, i)));
    }
    return elements;
  }

  private Object writeReplace() throws NotSerializableException {
    throw new NotSerializableException(
        "PipelineOptions cannot be part of a serialised function: copy the values that it needs into"
            + " fields of its own, or ask the context of the running DoFn for its options");
  }
}
