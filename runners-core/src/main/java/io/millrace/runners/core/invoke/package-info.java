/**
 * Calls of user code at full speed. For each position that a function has in a running pipeline a
 * hidden class is generated in which the function and everything handed to it are constants, so
 * that the JVM compiles a chain of functions like one loop written by hand.
 *
 * <p>Nothing here holds on to a generated class: it goes when its one instance goes.
 */
@NullMarked
package io.millrace.runners.core.invoke;

import org.jspecify.annotations.NullMarked;
