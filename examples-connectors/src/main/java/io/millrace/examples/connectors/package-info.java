/**
 * Small complete programs that move data between systems, written as a user would write them. Apart
 * from the other examples, because what they need is large.
 */
@NullMarked
package io.millrace.examples.connectors;

import org.jspecify.annotations.NullMarked;
