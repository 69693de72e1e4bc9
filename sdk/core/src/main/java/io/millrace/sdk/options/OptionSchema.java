package io.millrace.sdk.options;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The options of several interfaces as one set, where a name means one thing. Immutable. */
final class OptionSchema {
  static final OptionSchema EMPTY = new OptionSchema(Map.of());

  private final Map<String, OptionProperty> properties;

  private OptionSchema(Map<String, OptionProperty> properties) {
    this.properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
  }

  /**
   * These options and those of an interface.
   *
   * @throws InvalidOptionException if they are at odds
   */
  OptionSchema with(OptionInterface added) {
    return with(added.properties());
  }

  /** These options and those. */
  OptionSchema with(OptionSchema added) {
    return with(added.properties.values());
  }

  private OptionSchema with(Collection<OptionProperty> added) {
    Map<String, OptionProperty> union = new TreeMap<>(properties);
    for (OptionProperty property : added) {
      union.merge(property.name(), property, OptionProperty::unite);
    }
    return new OptionSchema(union);
  }

  @Nullable OptionProperty find(String name) {
    return properties.get(name);
  }

  /** In natural order. */
  Collection<String> names() {
    return properties.keySet();
  }
}
