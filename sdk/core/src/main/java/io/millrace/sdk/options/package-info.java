/**
 * Settings of a pipeline: interfaces of getters and setters that the user declares, filled from the
 * command line, from JSON or by code.
 *
 * <p>{@link io.millrace.sdk.options.PipelineOptionsFactory} makes them; {@link
 * io.millrace.sdk.options.PipelineOptions#as} looks at the same values through another interface.
 * Whatever is wrong with a setting is told by {@link
 * io.millrace.sdk.options.InvalidOptionException}.
 */
@NullMarked
package io.millrace.sdk.options;

import org.jspecify.annotations.NullMarked;
