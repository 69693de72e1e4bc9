package io.millrace.sdk.options;

import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The values behind one set of options, shared by all interfaces through which it is seen.
 * Thread-safe.
 */
final class OptionValues {
  /** A value, and whether it was set or is a default that a factory has computed. */
  record Value(@Nullable Object object, boolean isSet) {}

  private final ConcurrentHashMap<String, Value> values = new ConcurrentHashMap<>();
  // values from JSON that nobody has asked for: held as they came until a getter tells their type
  private final ConcurrentHashMap<String, RawJson> raw = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Class<?>, PipelineOptions> views = new ConcurrentHashMap<>();
  private final Set<String> computing = new HashSet<>();
  private volatile OptionSchema schema;

  /** A value in JSON, whose type is not known yet. */
  interface RawJson {
    /** The value as an object of the option's type. */
    @Nullable Object decode(OptionProperty property);
  }

  OptionValues(OptionSchema schema) {
    this.schema = schema;
  }

  /** The values of options that the factory made. */
  static OptionValues of(PipelineOptions options) {
    if (Proxy.isProxyClass(options.getClass())
        && Proxy.getInvocationHandler(options) instanceof OptionView view) {
      return view.values();
    }
    throw new InvalidOptionException(
        "Options are made by PipelineOptionsFactory, not by implementing the interface as "
            + options.getClass().getName()
            + " does");
  }

  <T extends PipelineOptions> T as(Class<T> type) {
    PipelineOptions view = views.get(type);
    if (view == null) {
      view = newView(type);
    }
    return type.cast(view);
  }

  private synchronized PipelineOptions newView(Class<? extends PipelineOptions> type) {
    OptionInterface declared = OptionInterface.of(type);
    schema = schema.with(declared);
    return views.computeIfAbsent(type, t -> OptionView.newProxy(this, declared));
  }

  /** The value of an option: as set, or from JSON, or by default. */
  @Nullable Object get(OptionProperty property) {
    Value value = values.get(property.name());
    if (value != null) {
      return value.object();
    }
    OptionProperty known = schema.find(property.name());
    OptionProperty full = known == null ? property : known;
    OptionDefault byDefault = full.defaultValue();
    if (raw.isEmpty() && byDefault.factory() == null) {
      return byDefault.constant();
    }
    return resolve(full, byDefault);
  }

  private synchronized @Nullable Object resolve(OptionProperty property, OptionDefault byDefault) {
    String name = property.name();
    Value value = values.get(name);
    if (value != null) {
      return value.object();
    }
    RawJson json = raw.get(name);
    if (json != null) {
      Object decoded = json.decode(property);
      set(name, decoded);
      return decoded;
    }
    if (byDefault.factory() == null) {
      return byDefault.constant();
    }
    if (!computing.add(name)) {
      throw new InvalidOptionException(
          "The default of %s needs the value of %s itself".formatted(property, property.flag()));
    }
    try {
      Object computed = byDefault.compute(property, as(PipelineOptions.class));
      setDefault(name, computed);
      return computed;
    } finally {
      computing.remove(name);
    }
  }

  void set(String name, @Nullable Object value) {
    values.put(name, new Value(value, true));
    raw.remove(name);
  }

  /** Whether an option was set, here or where these options came from. */
  boolean isSet(String name) {
    Value value = values.get(name);
    return value != null ? value.isSet() : raw.containsKey(name);
  }

  /** Sets a default in place of the one that the interface declares. */
  void setDefault(String name, @Nullable Object value) {
    values.putIfAbsent(name, new Value(value, false));
  }

  void setRaw(String name, RawJson json) {
    raw.put(name, json);
  }

  OptionSchema schema() {
    return schema;
  }

  /** Values that were set or computed, by name and in its order. */
  Map<String, Value> present() {
    return new TreeMap<>(values);
  }

  /** Values from JSON that nobody has asked for, by name and in its order. */
  Map<String, RawJson> unread() {
    return new TreeMap<>(raw);
  }
}
