/** Clusters of this process of which a worker is killed while a pipeline runs. */
@NullMarked
package io.millrace.runners.distributed.fragile;

import org.jspecify.annotations.NullMarked;
