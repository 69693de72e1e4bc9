/**
 * The pipeline graph and its way into the portable model.
 *
 * <p>Applying a transform adds a {@link io.millrace.sdk.graph.TransformNode} to the graph that
 * {@link io.millrace.sdk.graph.GraphBuilder} grows; {@link
 * io.millrace.sdk.graph.PipelineTranslation} turns the finished graph into the model that runners
 * read. {@link io.millrace.sdk.graph.ModelRehydration} is the way back for runners in Java: coders,
 * functions and strategies out of the model.
 */
@NullMarked
package io.millrace.sdk.graph;

import org.jspecify.annotations.NullMarked;
