package io.millrace.sdk.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The interfaces whose options every command line knows. Thread-safe; filled when first asked. */
final class OptionRegistry {
  private static final OptionRegistry INSTANCE = new OptionRegistry();

  private final Set<Class<? extends PipelineOptions>> registered = new LinkedHashSet<>();
  private OptionSchema schema = OptionSchema.EMPTY;
  private boolean loaded;

  private OptionRegistry() {}

  static OptionRegistry get() {
    return INSTANCE;
  }

  synchronized void register(Class<? extends PipelineOptions> type) {
    load();
    add(type);
  }

  synchronized Set<Class<? extends PipelineOptions>> registered() {
    load();
    return Collections.unmodifiableSet(new LinkedHashSet<>(registered));
  }

  synchronized OptionSchema schema() {
    load();
    return schema;
  }

  private void load() {
    if (loaded) {
      return;
    }
    List<Class<? extends PipelineOptions>> found = new ArrayList<>();
    for (PipelineOptionsRegistrar registrar : Runners.load(PipelineOptionsRegistrar.class)) {
      registrar.getPipelineOptions().forEach(found::add);
    }
    add(PipelineOptions.class);
    add(ApplicationNameOptions.class);
    add(StreamingOptions.class);
    found.forEach(this::add);
    loaded = true;
  }

  private void add(Class<? extends PipelineOptions> type) {
    if (!registered.contains(type)) {
      schema = schema.with(OptionInterface.of(type));
      registered.add(type);
    }
  }
}
