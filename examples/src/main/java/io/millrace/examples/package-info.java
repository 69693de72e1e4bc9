/** Small complete programs to start from, written as a user would write them. */
@NullMarked
package io.millrace.examples;

import org.jspecify.annotations.NullMarked;
