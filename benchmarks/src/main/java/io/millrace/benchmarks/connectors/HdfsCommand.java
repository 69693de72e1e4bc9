package io.millrace.benchmarks.connectors;

import io.millrace.benchmarks.connectors.Throughput.Candidate;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes and reads a file with {@code FileSystems}, and as Hadoop's client is used plainly. */
@Command(name = "hdfs", description = "Files by FileSystems beside the plain client of HDFS.")
public final class HdfsCommand implements Callable<Integer> {

  @Option(names = "--root", required = true, description = "Where the namenode is, as a URI.")
  String root = "";

  @Option(names = "--mebibytes", description = "Of the file (default: ${DEFAULT-VALUE}).")
  int mebibytes = 256;

  @Option(names = "--reps", description = "The best of so many (default: ${DEFAULT-VALUE}).")
  int reps = 3;

  @Override
  public Integer call() throws Exception {
    FileSystems.setDefaultPipelineOptions(
        PipelineOptionsFactory.fromArgs("--hadoopConfiguration=dfs.replication=1").create());
    ByFileSystems files = new ByFileSystems(mebibytes);
    String name = root + "/bench-" + System.nanoTime();
    Path path = new Path(name);
    Configuration configuration = new Configuration();
    configuration.setInt("dfs.replication", 1);
    try (FileSystem plain = FileSystem.newInstance(URI.create(root), configuration)) {
      Throughput.print(
          reps,
          files.bytes(),
          new Candidate("hdfs-write plain", () -> writePlainly(plain, path)),
          new Candidate("hdfs-write millrace", () -> files.write(name)));
      Throughput.print(
          reps,
          files.bytes(),
          new Candidate(
              "hdfs-read plain",
              () -> {
                try (InputStream in = plain.open(path)) {
                  files.read(in);
                }
              }),
          new Candidate("hdfs-read millrace", () -> files.read(name)));
    }
    return 0;
  }

  private void writePlainly(FileSystem plain, Path path) throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = plain.create(path, true)) {
      for (long left = (long) mebibytes << 20; left > 0; left -= block.length) {
        out.write(block);
      }
    }
  }
}
