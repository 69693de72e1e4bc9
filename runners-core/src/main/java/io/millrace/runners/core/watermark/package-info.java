/**
 * How far event time has come: holds that keep a step's output watermark back for the sake of what
 * it still has to emit.
 *
 * <p>A watermark of W promises that nothing older than W is still to come (rule W2); work that is
 * due at T may run when W is past T, and not at T.
 */
@NullMarked
package io.millrace.runners.core.watermark;

import org.jspecify.annotations.NullMarked;
