package io.millrace.sdk.io.hdfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.examples.WordCount;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Pipelines of the direct runner over HDFS; files are looked at with Hadoop's own client. */
class HadoopPipelinesTest {

  private final HdfsCluster server = HdfsCluster.get();
  private final String directory = server.newDirectory();

  private FileSystem hadoop() throws IOException {
    return server.cluster().getFileSystem();
  }

  private void put(String name, String text) throws IOException {
    try (OutputStream output = hadoop().create(new Path(directory + name))) {
      output.write(text.getBytes(UTF_8));
    }
  }

  private List<String> names(String in) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus status : hadoop().listStatus(new Path(directory + in))) {
      names.add(status.getPath().getName());
    }
    return names;
  }

  private List<String> lines(String in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : names(in)) {
      try (InputStream input = hadoop().open(new Path(directory + in + "/" + name))) {
        lines.addAll(new String(input.readAllBytes(), UTF_8).lines().toList());
      }
    }
    return lines;
  }

  @Test
  void theWordsOfFilesAreCounted() throws IOException {
    put("texts/a.txt", "the mill by the race\n");
    put("texts/b.txt", "The race\n");
    put("texts/not-this.csv", "the the the\n");
    WordCount.main(
        server.args(
            "--input=" + directory + "texts/*.txt", "--output=" + directory + "out/counts"));
    assertThat(lines("out")).containsExactlyInAnyOrder("the: 3", "race: 2", "mill: 1", "by: 1");
    assertThat(names("out")).allMatch(name -> name.startsWith("counts-0"));
  }

  @Test
  void whatIsWrittenIsReadBackFromPartsOfFilesOfManyBlocks() throws IOException {
    List<String> lines =
        IntStream.range(0, 120_000).mapToObj(i -> "line " + i + " of many").toList();
    put("in/large.txt", String.join("\n", lines));
    Pipeline copy = Pipeline.create(server.options());
    copy.apply(TextIO.read().from(directory + "in/*.txt"))
        .apply(MapElements.into(TypeDescriptors.strings()).via(line -> line + "!"))
        .apply(TextIO.write().to(directory + "out/large").withNumShards(3));
    copy.run().waitUntilFinish();
    assertThat(names("out"))
        .containsExactly("large-00000-of-00003", "large-00001-of-00003", "large-00002-of-00003");
    List<String> read = lines("out");
    assertThat(read).hasSize(lines.size());
    assertThat(new TreeSet<>(read)).hasSize(lines.size()).contains("line 119999 of many!");
  }

  @Test
  void aWriteThatFailsLeavesNothingBehind() throws IOException {
    put("out/old", "stays");
    Pipeline failing = Pipeline.create(server.options());
    failing
        .apply(Create.of("1", "2", "no number"))
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(text -> Integer.toString(Integer.parseInt(text))))
        .apply(TextIO.write().to(directory + "out/numbers"));
    assertThatThrownBy(() -> failing.run().waitUntilFinish()).hasMessageContaining("no number");
    assertThat(names("out")).containsExactly("old");
  }
}
