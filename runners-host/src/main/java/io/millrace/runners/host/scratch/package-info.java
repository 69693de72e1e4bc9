/** Scratch space of tasks on the files of this machine. */
@NullMarked
package io.millrace.runners.host.scratch;

import org.jspecify.annotations.NullMarked;
