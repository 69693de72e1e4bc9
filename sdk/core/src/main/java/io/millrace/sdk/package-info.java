/** What a pipeline's author writes against; the entry point is {@code Pipeline}. */
@NullMarked
package io.millrace.sdk;

import org.jspecify.annotations.NullMarked;
