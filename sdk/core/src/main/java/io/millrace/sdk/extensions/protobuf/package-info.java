/** Protocol Buffers messages as elements. */
@NullMarked
package io.millrace.sdk.extensions.protobuf;

import org.jspecify.annotations.NullMarked;
