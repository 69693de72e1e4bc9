package io.millrace.sdk.options;

/**
 * Names the options of a library, so that the command line knows them. Found by {@link
 * java.util.ServiceLoader}: it needs a public constructor without parameters and a line in {@code
 * META-INF/services/io.millrace.sdk.options.PipelineOptionsRegistrar}.
 */
public interface PipelineOptionsRegistrar {
  /** The interfaces of options. */
  Iterable<Class<? extends PipelineOptions>> getPipelineOptions();
}
