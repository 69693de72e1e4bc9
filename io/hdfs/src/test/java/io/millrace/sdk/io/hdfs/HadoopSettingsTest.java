package io.millrace.sdk.io.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopSettingsTest {

  @TempDir Path directory;

  private static HadoopSettings settings(String... args) {
    return HadoopSettings.of(PipelineOptionsFactory.fromArgs(args).create(), null);
  }

  private void write(String name, String key, String value) throws IOException {
    Files.writeString(
        directory.resolve(name),
        "<configuration><property><name>%s</name><value>%s</value></property></configuration>"
            .formatted(key, value));
  }

  @Test
  void filesOfHadoopAreReadAndOptionsWinOverThem() throws IOException {
    write("core-site.xml", "fs.defaultFS", "hdfs://from-file:8020");
    write("hdfs-site.xml", "dfs.replication", "7");
    Configuration ofFiles = settings("--hadoopConfDir=" + directory).configuration();
    assertThat(ofFiles.get("fs.defaultFS")).isEqualTo("hdfs://from-file:8020");
    assertThat(ofFiles.get("dfs.replication")).isEqualTo("7");

    HadoopSettings given =
        settings(
            "--hadoopConfDir=" + directory,
            "--hadoopConfiguration=dfs.replication=2,dfs.blocksize=1048576");
    assertThat(given.configuration().get("dfs.replication")).isEqualTo("2");
    assertThat(given.configuration().get("fs.defaultFS")).isEqualTo("hdfs://from-file:8020");
    assertThat(given)
        .isEqualTo(
            HadoopSettings.of(
                PipelineOptionsFactory.fromArgs(
                        "--hadoopConfiguration=dfs.blocksize=1048576,dfs.replication=2")
                    .create(),
                directory.toString()));
  }

  @Test
  void whoClosesAFileAsksOftenerThanHadoopWouldUnlessItIsToldOtherwise() {
    String pause = "dfs.client.block.write.locateFollowingBlock.initial.delay.ms";
    assertThat(settings().configuration().get(pause)).isEqualTo("10");
    assertThat(settings("--hadoopConfiguration=" + pause + "=400").configuration().get(pause))
        .isEqualTo("400");
  }

  @Test
  void whatCannotBeIsRefusedByTheNameOfTheOption() {
    assertThatThrownBy(() -> settings("--hadoopConfDir=" + directory + "/none"))
        .hasMessageContaining("--hadoopConfDir=" + directory + "/none");
    assertThatThrownBy(() -> settings("--hadoopConfiguration=dfs.replication"))
        .hasMessageContaining("--hadoopConfiguration=dfs.replication");
  }

  @Test
  void aLoginIsRefusedThatCannotBe() throws IOException {
    assertThatThrownBy(() -> settings("--hadoopPrincipal=reader"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--hadoopKeytab");
    assertThatThrownBy(
            () -> settings("--hadoopPrincipal=reader", "--hadoopKeytab=" + directory + "/none"))
        .hasMessageContaining("no such file");
    Path keytab = Files.createFile(directory.resolve("reader.keytab"));
    assertThat(settings("--hadoopPrincipal=reader", "--hadoopKeytab=" + keytab).login())
        .isEqualTo(new KerberosLogin("reader", keytab.toString()));
  }

  @Test
  void aSecretAmongTheOptionsIsRefusedAndNotShown() {
    for (String name :
        new String[] {
          "fs.s3a.secret.key", "fs.s3a.access.key", "ssl.server.keystore.password", "my.token"
        }) {
      assertThatThrownBy(() -> settings("--hadoopConfiguration=" + name + "=hidden"))
          .hasMessageContaining(name)
          .message()
          .doesNotContain("hidden");
    }
  }

  @Test
  void aNameWithoutAHostIsOnTheDefaultClusterIfThereIsOne() throws IOException {
    HdfsCluster cluster = HdfsCluster.get();
    String there = cluster.newDirectory();
    FileSystems.setDefaultPipelineOptions(
        PipelineOptionsFactory.fromArgs("--hadoopConfiguration=fs.defaultFS=" + cluster.root())
            .create());
    String path = there.substring(cluster.root().length()) + "x";
    FileSystems.create(FileSystems.matchNewResource("hdfs://" + path, false), "x/y").close();
    assertThat(FileSystems.matchSingleFileSpec("hdfs://" + path).resourceId())
        .hasToString("hdfs://" + path);
    assertThat(FileSystems.matchSingleFileSpec(there + "x").sizeBytes()).isZero();

    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    assertThatThrownBy(() -> FileSystems.match("hdfs:///x").metadata())
        .hasMessageContaining("cannot use hdfs:///x: it names no host")
        .hasMessageContaining("fs.defaultFS");
  }

  @Test
  void anyFileSystemOfHadoopCanBeAskedForByItsScheme() throws IOException {
    FileSystems.setDefaultPipelineOptions(
        PipelineOptionsFactory.fromArgs(
                "--hadoopSchemes=viewfs",
                "--hadoopConfiguration="
                    + "fs.viewfs.mounttable.here.link./data=file://"
                    + directory)
            .create());
    Files.writeString(directory.resolve("x.txt"), "12345");
    assertThat(FileSystems.match("viewfs://here/data/*.txt").metadata())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.resourceId()).hasToString("viewfs://here/data/x.txt");
              assertThat(found.sizeBytes()).isEqualTo(5);
            });
    assertThatThrownBy(() -> FileSystems.match("hdfs://host/x"))
        .hasMessageContaining("no file system is known for the scheme hdfs")
        .hasMessageContaining("viewfs");
  }

  @Test
  void aHostThatIsNotKnownIsSaidInOneLine() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    assertThatThrownBy(() -> FileSystems.match("hdfs://no-such-host.invalid:8020/x").metadata())
        .isInstanceOf(IOException.class)
        .message()
        .startsWith("cannot use hdfs://no-such-host.invalid:8020/x: ")
        .contains("UnknownHost")
        .doesNotContain("\n");
  }
}
