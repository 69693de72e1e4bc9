package io.millrace.sdk.io.hdfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that demands Kerberos. Each user is a process of its own. */
@Timeout(180)
class KerberosTest {

  @TempDir static Path directory;

  private static Process cluster;
  private static String krb5;

  @BeforeAll
  static void start() throws IOException {
    cluster = process(SecureCluster.class, List.of(), directory.toString());
    BufferedReader out = cluster.inputReader();
    String line = out.readLine();
    while (line != null && !line.startsWith("ready ")) {
      line = out.readLine();
    }
    assertThat(line).as("the cluster starts").isNotNull();
    krb5 = line.substring("ready ".length());
  }

  @AfterAll
  static void end() {
    cluster.destroyForcibly();
    cluster.onExit().join();
  }

  private static Process process(Class<?> main, List<String> flags, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(flags);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectError(directory.resolve(main.getSimpleName() + ".log").toFile())
        .start();
  }

  /** Writes a file and reads it back, and says what it has read or why it could not. */
  static final class Client {
    private Client() {}

    public static void main(String[] args) {
      try {
        FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.fromArgs(args).create());
        ResourceId file = FileSystems.matchNewResource("hdfs:///data/file", false);
        try (WritableByteChannel channel = FileSystems.create(file, "text/plain")) {
          channel.write(ByteBuffer.wrap("for those who have logged in".getBytes(UTF_8)));
        }
        try (ReadableByteChannel channel = FileSystems.open(file)) {
          System.out.println(
              "read: " + new String(Channels.newInputStream(channel).readAllBytes(), UTF_8));
        }
      } catch (IOException | RuntimeException e) {
        System.out.println("failed: " + e.getMessage());
      }
    }
  }

  private static String said(String... arguments) throws IOException {
    Process client = process(Client.class, List.of("-Djava.security.krb5.conf=" + krb5), arguments);
    return new String(client.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void whoHasAKeytabLogsInWithIt() throws IOException {
    assertThat(
            said(
                "--hadoopConfDir=" + directory,
                "--hadoopPrincipal=" + SecureCluster.READER,
                "--hadoopKeytab=" + directory.resolve("reader.keytab")))
        .contains("read: for those who have logged in");
  }

  @Test
  void whoHasNoneIsToldSo() throws IOException {
    assertThat(said("--hadoopConfDir=" + directory))
        .contains("failed: cannot read hdfs:///data/file: permission denied: ", "KERBEROS");
  }

  @Test
  void aPrincipalWhoseKeysAreNotInTheKeytabIsNamed() throws IOException {
    assertThat(
            said(
                "--hadoopConfDir=" + directory,
                "--hadoopPrincipal=somebody",
                "--hadoopKeytab=" + directory.resolve("reader.keytab")))
        .contains("failed: cannot log in to Kerberos as somebody with ");
  }

  @Test
  void aLoginToAClusterWithoutKerberosIsRefused() throws IOException {
    assertThat(
            said(
                "--hadoopConfiguration=fs.defaultFS=hdfs://localhost:1",
                "--hadoopPrincipal=" + SecureCluster.READER,
                "--hadoopKeytab=" + directory.resolve("reader.keytab")))
        .contains("failed: --hadoopPrincipal is given, but Hadoop's settings do not ask for");
  }
}
