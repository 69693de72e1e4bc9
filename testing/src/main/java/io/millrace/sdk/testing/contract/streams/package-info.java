/** The contract about input that does not end, where it comes from, and how time passes in it. */
@NullMarked
package io.millrace.sdk.testing.contract.streams;

import org.jspecify.annotations.NullMarked;
