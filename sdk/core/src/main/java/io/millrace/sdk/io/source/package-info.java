/**
 * What a connector implements to be read from: a {@link io.millrace.sdk.io.source.Source}, its
 * {@link io.millrace.sdk.io.source.SplitEnumerator} and {@link
 * io.millrace.sdk.io.source.SourceReader}s. Apply it with {@link io.millrace.sdk.io.Read}. A {@link
 * io.millrace.sdk.io.source.WatermarkPolicy} computes watermarks from elements.
 */
@NullMarked
package io.millrace.sdk.io.source;

import org.jspecify.annotations.NullMarked;
