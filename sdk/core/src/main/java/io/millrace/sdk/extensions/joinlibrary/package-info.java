/** Joins of two keyed collections. */
@NullMarked
package io.millrace.sdk.extensions.joinlibrary;

import org.jspecify.annotations.NullMarked;
