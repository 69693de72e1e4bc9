package io.millrace.sdk.io.sink;

import io.millrace.sdk.options.PipelineOptions;

/**
 * What a sink is told about the job and the task that it serves.
 *
 * @param options the options that the pipeline runs with
 * @param jobId unique to this run of the job, safe in file names
 * @param transformName the full name of the writing transform
 * @param taskIndex tells this writer from all others of the transform; not from 0 and not without
 *     gaps
 * @param parallelism how many writers there are, about
 */
public record SinkContext(
    PipelineOptions options, String jobId, String transformName, int taskIndex, int parallelism) {}
