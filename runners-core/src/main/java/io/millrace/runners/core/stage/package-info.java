/**
 * A stage at work: {@link io.millrace.runners.core.stage.StageTask} executes one stage of the plan
 * on one share of its input.
 *
 * <p>A task is single-threaded and does no I/O of its own. Its root ({@link
 * io.millrace.runners.core.stage.RootOperator}) turns batches, splits or groups into elements and
 * pushes each through the chain of nodes behind it; {@link
 * io.millrace.runners.core.stage.StageBuilder} builds that chain back to front. Nodes on the hot
 * path are <em>templates</em> (see {@link io.millrace.runners.core.stage.Template}): each position
 * gets a hidden class of its own with its constants, so that the JIT compiler sees one loop.
 */
@NullMarked
package io.millrace.runners.core.stage;

import org.jspecify.annotations.NullMarked;
