/**
 * Reading and writing: {@link io.millrace.sdk.io.Read} and {@link io.millrace.sdk.io.Write} over
 * the source and sink interfaces. Connectors of other modules add to this package, so that users
 * find all of them in one place.
 */
@NullMarked
package io.millrace.sdk.io;

import org.jspecify.annotations.NullMarked;
