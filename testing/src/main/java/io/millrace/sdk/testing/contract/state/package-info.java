/** The contract about what functions keep by key and window, and about their timers. */
@NullMarked
package io.millrace.sdk.testing.contract.state;

import org.jspecify.annotations.NullMarked;
