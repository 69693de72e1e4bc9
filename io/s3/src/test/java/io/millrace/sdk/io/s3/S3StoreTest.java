package io.millrace.sdk.io.s3;

import io.millrace.runners.distributed.store.FileSystemStore;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.StoreContract;

/** The store of a cluster, on S3. */
class S3StoreTest extends StoreContract {

  @Override
  protected Store store() {
    return new FileSystemStore(S3Server.get().newBucket() + "a store");
  }
}
