/** The contract about windows, triggers and panes. */
@NullMarked
package io.millrace.sdk.testing.contract.windows;

import org.jspecify.annotations.NullMarked;
