package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real cluster in this JVM: a namenode and a datanode; one for all tests. */
final class HdfsCluster {

  private static final HdfsCluster ONE = new HdfsCluster();

  private final AtomicInteger directories = new AtomicInteger();
  private final MiniDFSCluster cluster;

  private HdfsCluster() {
    try {
      Path files = Files.createDirectories(Path.of("target", "hdfs")).toAbsolutePath();
      HdfsConfiguration configuration = new HdfsConfiguration();
      configuration.set("dfs.namenode.fs-limits.min-block-size", "0");
      configuration.setInt("dfs.replication", 1);
      cluster = new MiniDFSCluster.Builder(configuration, files.toFile()).numDataNodes(1).build();
      cluster.waitActive();
    } catch (IOException e) {
      throw new IllegalStateException("the cluster does not start", e);
    }
  }

  static HdfsCluster get() {
    return ONE;
  }

  MiniDFSCluster cluster() {
    return cluster;
  }

  /** The name of the root, without a slash at its end. */
  String root() {
    return "hdfs://localhost:" + cluster.getNameNodePort();
  }

  /** What a command line needs to say: blocks are small, so that files have several. */
  String[] args(String... others) {
    String[] all = new String[others.length + 1];
    all[0] = "--hadoopConfiguration=dfs.blocksize=1048576,dfs.replication=1";
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  HadoopFileSystemOptions options(String... others) {
    return PipelineOptionsFactory.fromArgs(args(others)).as(HadoopFileSystemOptions.class);
  }

  /** A directory that nobody has; its name ends with a slash. File systems have these options. */
  String newDirectory() {
    FileSystems.setDefaultPipelineOptions(options());
    return root() + "/a directory/" + directories.incrementAndGet() + "/";
  }
}
