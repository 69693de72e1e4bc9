package io.millrace.sdk.io;

import io.millrace.sdk.options.PipelineOptions;

/**
 * Brings file systems along with a connector: found by {@link java.util.ServiceLoader}, made when a
 * name with a scheme other than {@code file} is met for the first time.
 *
 * <p>Has a public constructor without parameters.
 */
public interface FileSystemRegistrar {

  /** The file systems, each with a scheme of its own. */
  Iterable<FileSystem<?>> fromOptions(PipelineOptions options);
}
