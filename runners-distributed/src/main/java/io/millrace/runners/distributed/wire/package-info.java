/** Messages with much in them as bytes, and back, without copying what they carry. */
@NullMarked
package io.millrace.runners.distributed.wire;

import org.jspecify.annotations.NullMarked;
