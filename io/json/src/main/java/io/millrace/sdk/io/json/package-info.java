/**
 * Files of JSON Lines (one value a line), read and written: {@link io.millrace.sdk.io.json.JsonIO}.
 * What JSON means as a Java record is Jackson's business, with rules that lose nothing in silence:
 * {@link io.millrace.sdk.io.json.JsonMappers}.
 */
@NullMarked
package io.millrace.sdk.io.json;

import org.jspecify.annotations.NullMarked;
