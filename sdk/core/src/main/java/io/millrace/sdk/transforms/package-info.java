/** The transforms of the SDK and the functions that users hand to them. */
@NullMarked
package io.millrace.sdk.transforms;

import org.jspecify.annotations.NullMarked;
