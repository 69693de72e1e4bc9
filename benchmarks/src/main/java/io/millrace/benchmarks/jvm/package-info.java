/**
 * Measurements that need a JVM of their own: commands of this program, started anew with other
 * flags. The same {@code java} and the same class path are used, and each is ended if it takes too
 * much.
 */
@NullMarked
package io.millrace.benchmarks.jvm;

import org.jspecify.annotations.NullMarked;
