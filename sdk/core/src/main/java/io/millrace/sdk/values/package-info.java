/** The data that flows, and the descriptors of its types. */
@NullMarked
package io.millrace.sdk.values;

import org.jspecify.annotations.NullMarked;
