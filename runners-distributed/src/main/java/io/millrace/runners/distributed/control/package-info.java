/**
 * How nodes of a cluster talk: links, numbered frames of control, and the times that they agree on.
 */
@NullMarked
package io.millrace.runners.distributed.control;

import org.jspecify.annotations.NullMarked;
