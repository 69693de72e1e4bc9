/** Ranges of positions, into which sources cut their input. */
@NullMarked
package io.millrace.sdk.io.range;

import org.jspecify.annotations.NullMarked;
