package io.millrace.sdk.options;

import org.jspecify.annotations.Nullable;

/** Computes an option's default. Needs a constructor without parameters. */
public interface DefaultValueFactory<T> {
  /**
   * The default; called once for each set of options, when the option is first read. May read other
   * options.
   */
  @Nullable T create(PipelineOptions options);
}
