package io.millrace.sdk.io.hdfs;

import io.millrace.runners.distributed.store.FileSystemStore;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.StoreContract;

/** The store of a cluster, on HDFS. */
class HadoopStoreTest extends StoreContract {

  @Override
  protected Store store() {
    return new FileSystemStore(HdfsCluster.get().newDirectory() + "a store");
  }
}
