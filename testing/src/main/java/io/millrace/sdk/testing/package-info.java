/**
 * Tests of pipelines: {@link io.millrace.sdk.testing.TestPipeline} builds and runs one within a
 * test, {@link io.millrace.sdk.testing.PAssert} says what must hold of its collections, and {@link
 * io.millrace.sdk.testing.DoFnTester} calls a single function without a pipeline. {@link
 * io.millrace.sdk.testing.PipelineLaws} says what must hold whatever chance does.
 */
@NullMarked
package io.millrace.sdk.testing;

import org.jspecify.annotations.NullMarked;
