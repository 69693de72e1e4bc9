package io.millrace.sdk.io.hdfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSNNTopology;
import org.apache.hadoop.hdfs.server.namenode.ha.HATestUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A nameservice of two namenodes, one of which takes over from the other. */
@Timeout(180)
class HighAvailabilityTest {

  private static final String NAMESERVICE = "archive";

  @TempDir Path directory;

  @Test
  void filesAreReadAndWrittenByTheNameOfTheServiceWhicheverNamenodeIsActive() throws Exception {
    HdfsConfiguration configuration = new HdfsConfiguration();
    configuration.set("dfs.namenode.fs-limits.min-block-size", "0");
    configuration.setInt("dfs.replication", 1);
    configuration.setInt("dfs.ha.tail-edits.period", 1);
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration, directory.resolve("hdfs").toFile())
            .nnTopology(MiniDFSNNTopology.simpleHATopology())
            .numDataNodes(1)
            .build()) {
      cluster.waitActive();
      cluster.transitionToActive(0);
      FileSystems.setDefaultPipelineOptions(
          PipelineOptionsFactory.fromArgs(
                  "--hadoopConfDir=" + settings(cluster), "--hadoopConfiguration=dfs.replication=1")
              .create());

      ResourceId before = file("before");
      write(before, "written to the first");
      assertThat(read(before)).isEqualTo("written to the first");

      ResourceId open = file("open");
      try (WritableByteChannel channel = FileSystems.create(open, "text/plain")) {
        channel.write(ByteBuffer.wrap("begun, ".getBytes(UTF_8)));
        cluster.transitionToStandby(0);
        cluster.transitionToActive(1);
        channel.write(ByteBuffer.wrap("and ended".getBytes(UTF_8)));
      }
      assertThat(read(open)).isEqualTo("begun, and ended");

      cluster.shutdownNameNode(0);
      write(file("after"), "written to the second");
      assertThat(read(file("after"))).isEqualTo("written to the second");
      assertThat(read(before)).isEqualTo("written to the first");
      assertThat(FileSystems.match("hdfs://" + NAMESERVICE + "/ha/*").metadata()).hasSize(3);
      assertThat(FileSystems.putIfAbsent(before, new byte[1])).isFalse();
    }
  }

  /** The directory with what an administrator hands out: which namenodes the service has. */
  private Path settings(MiniDFSCluster cluster) throws IOException {
    Configuration client = new Configuration(false);
    HATestUtil.setFailoverConfigurations(cluster, client, NAMESERVICE);
    Path settings = Files.createDirectories(directory.resolve("settings"));
    try (OutputStream out = Files.newOutputStream(settings.resolve("hdfs-site.xml"))) {
      client.writeXml(out);
    }
    return settings;
  }

  private static ResourceId file(String name) {
    return FileSystems.matchNewResource("hdfs://" + NAMESERVICE + "/ha/" + name, false);
  }

  private static void write(ResourceId file, String text) throws IOException {
    try (WritableByteChannel channel = FileSystems.create(file, "text/plain")) {
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }
  }

  private static String read(ResourceId file) throws IOException {
    try (ReadableByteChannel channel = FileSystems.open(file)) {
      return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    }
  }
}
