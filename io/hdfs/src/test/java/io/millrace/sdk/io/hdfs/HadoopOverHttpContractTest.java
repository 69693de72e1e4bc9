package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.testing.filesystems.FileSystemContract;

/** The same cluster, asked over HTTP: {@code webhdfs}. */
class HadoopOverHttpContractTest extends FileSystemContract {

  @Override
  protected String directory() {
    HdfsCluster server = HdfsCluster.get();
    int port = server.cluster().getNameNode().getHttpAddress().getPort();
    return server.newDirectory().replace(server.root(), "webhdfs://localhost:" + port);
  }

  @Override
  protected int raceRounds() {
    return 4;
  }

  @Override
  protected int manyFiles() {
    return 5;
  }
}
