/**
 * The store is all that lasts: {@link io.millrace.runners.distributed.store.StoreOp} has the few
 * operations that local files, HDFS and S3 have in common, {@link
 * io.millrace.runners.distributed.store.StoreReply} how they can end.
 */
@NullMarked
package io.millrace.runners.distributed.store;

import org.jspecify.annotations.NullMarked;
