package io.millrace.sdk.io.source;

import io.millrace.sdk.options.PipelineOptions;

/**
 * What a source is told about the job that reads it.
 *
 * @param options the options that the pipeline runs with
 * @param parallelism how many readers read at the same time; a hint for the number of splits
 */
public record SourceContext(PipelineOptions options, int parallelism) {}
