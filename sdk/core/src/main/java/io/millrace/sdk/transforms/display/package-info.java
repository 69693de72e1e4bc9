/**
 * What a pipeline says about its own configuration, for people and tools; never for execution.
 *
 * <p>A transform implements {@link io.millrace.sdk.transforms.display.HasDisplayData} and registers
 * items; {@link io.millrace.sdk.transforms.display.DisplayData} collects them, with those of the
 * parts that it includes.
 */
@NullMarked
package io.millrace.sdk.transforms.display;

import org.jspecify.annotations.NullMarked;
