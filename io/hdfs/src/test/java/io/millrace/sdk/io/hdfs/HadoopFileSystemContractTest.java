package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.testing.filesystems.FileSystemContract;

class HadoopFileSystemContractTest extends FileSystemContract {

  @Override
  protected String directory() {
    return HdfsCluster.get().newDirectory();
  }

  @Override
  protected int largeFileBytes() {
    return (3 << 20) + 12_345; // four blocks
  }
}
