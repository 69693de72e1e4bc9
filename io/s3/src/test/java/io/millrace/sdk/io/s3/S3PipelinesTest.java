package io.millrace.sdk.io.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.examples.WordCount;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Pipelines of the direct runner over S3; that the module is on the class path is all they need.
 */
class S3PipelinesTest {

  private final S3Server server = S3Server.get();
  private final String directory = server.newBucket();

  private String bucket() {
    return directory.substring("s3://".length(), directory.length() - 1);
  }

  private List<String> keys() {
    return server.client().listObjectsV2(b -> b.bucket(bucket())).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private String text(String key) {
    return server.client().getObjectAsBytes(b -> b.bucket(bucket()).key(key)).asUtf8String();
  }

  private void put(String key, String text) {
    server.client().putObject(b -> b.bucket(bucket()).key(key), RequestBody.fromString(text));
  }

  private List<String> linesBelow(String prefix) {
    List<String> lines = new ArrayList<>();
    for (String key : keys()) {
      if (key.startsWith(prefix)) {
        lines.addAll(text(key).lines().toList());
      }
    }
    return lines;
  }

  @Test
  void theWordsOfObjectsAreCounted() {
    put("texts/a.txt", "the mill by the race\n");
    put("texts/b.txt", "The race\n");
    put("texts/not-this.csv", "the the the\n");
    WordCount.main(
        server.args(
            "--input=" + directory + "texts/*.txt", "--output=" + directory + "out/counts"));
    assertThat(linesBelow("out/counts-"))
        .containsExactlyInAnyOrder("the: 3", "race: 2", "mill: 1", "by: 1");
    assertThat(keys()).noneMatch(key -> key.contains("millrace-temp"));
  }

  @Test
  void whatIsWrittenIsReadBackFromPartsOfLargeObjects() {
    List<String> lines =
        IntStream.range(0, 200_000).mapToObj(i -> "line " + i + " of many").toList();
    put("in/large.txt", String.join("\n", lines));
    Pipeline copy = Pipeline.create(server.options());
    copy.apply(TextIO.read().from(directory + "in/large.txt"))
        .apply(MapElements.into(TypeDescriptors.strings()).via(line -> line + "!"))
        .apply(
            TextIO.write()
                .to(directory + "out/large")
                .withCompression(Compression.GZIP)
                .withNumShards(3));
    copy.run().waitUntilFinish();
    assertThat(keys())
        .contains("out/large-00000-of-00003.gz", "out/large-00002-of-00003.gz")
        .hasSize(4);

    Pipeline again = Pipeline.create(server.options());
    again
        .apply(TextIO.read().from(directory + "out/large-*"))
        .apply(TextIO.write().to(directory + "plain/large"));
    again.run().waitUntilFinish();
    List<String> read = linesBelow("plain/");
    assertThat(read).hasSize(lines.size());
    assertThat(new TreeSet<>(read))
        .hasSize(lines.size())
        .contains("line 0 of many!", "line 199999 of many!");
  }

  @Test
  void aWriteThatFailsLeavesNothingBehind() {
    Pipeline failing = Pipeline.create(server.options());
    failing
        .apply(Create.of("1", "2", "no number"))
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(text -> Integer.toString(Integer.parseInt(text))))
        .apply(TextIO.write().to(directory + "out/numbers"));
    assertThatThrownBy(() -> failing.run().waitUntilFinish())
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("no number");
    assertThat(keys()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNamed() {
    Pipeline missing = Pipeline.create(server.options());
    missing
        .apply(TextIO.read().from(directory + "nowhere/*.txt"))
        .apply(TextIO.write().to(directory + "out"));
    assertThatThrownBy(() -> missing.run().waitUntilFinish())
        .hasMessageContaining("no file matches " + directory + "nowhere/*.txt");

    Pipeline noBucket = Pipeline.create(server.options());
    noBucket.apply(Create.of("x")).apply(TextIO.write().to("s3://no-such-bucket/out"));
    assertThatThrownBy(() -> noBucket.run().waitUntilFinish())
        .hasMessageContaining("cannot write to s3://no-such-bucket/")
        .hasMessageContaining("no such bucket");
  }

  @Test
  void lettersOfAllScriptsSurvive() {
    put("größe/名前 🙂.txt", "größe 名前 🙂");
    Pipeline pipeline = Pipeline.create(server.options());
    pipeline
        .apply(TextIO.read().from(directory + "größe/*.txt"))
        .apply(TextIO.write().to(directory + "größe/out").withoutSharding());
    pipeline.run().waitUntilFinish();
    assertThat(text("größe/out")).isEqualTo("größe 名前 🙂\n");
    assertThat("größe/out".getBytes(UTF_8)).hasSize(11);
  }
}
