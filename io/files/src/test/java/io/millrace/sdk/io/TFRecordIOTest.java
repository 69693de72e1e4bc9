package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TFRecordIOTest {

  /** The record {@code foo} as TensorFlow writes it. */
  private static final byte[] FOO = Base64.getDecoder().decode("AwAAAAAAAACwmUkOZm9vYYq+/g==");

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private static byte[] written(String... records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FileIO.Sink<byte[]> sink = TFRecordIO.sink();
    sink.open(Channels.newChannel(bytes));
    for (String record : records) {
      sink.write(record.getBytes(StandardCharsets.UTF_8));
    }
    sink.flush();
    return bytes.toByteArray();
  }

  private static PCollection<String> texts(PCollection<byte[]> records) {
    return records.apply(
        MapElements.into(TypeDescriptors.strings())
            .via(bytes -> new String(bytes, StandardCharsets.UTF_8)));
  }

  @Test
  void recordsAreWrittenAsTensorFlowDoes() throws IOException {
    assertThat(written("foo")).isEqualTo(FOO);
  }

  @Test
  void whatIsWrittenIsRead() {
    TestPipeline write = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    write
        .apply(Create.of(List.of("foo", "", "x".repeat(100_000))))
        .apply(
            MapElements.into(TypeDescriptor.of(byte[].class))
                .via(text -> text.getBytes(StandardCharsets.UTF_8)))
        .apply(TFRecordIO.write().to(directory.toString()).withCompression(Compression.GZIP));
    write.run();
    PAssert.that(texts(p.apply(TFRecordIO.read().from(directory + "/*.tfrecord.gz"))))
        .containsInAnyOrder("foo", "", "x".repeat(100_000));
    p.run();
  }

  @Test
  void aRecordWithAWrongChecksumOrTooManyBytesIsBadAlone() throws IOException {
    byte[] bytes = written("foo", "bar", "x".repeat(2000), "baz");
    bytes[19 + 12]++; // the first letter of bar
    Path file = Files.write(directory.resolve("a"), bytes);
    WithFailures.Result<PCollection<byte[]>, BadRecord> result =
        p.apply(TFRecordIO.read().from(file.toString()).withMaxRecordBytes(1000).withBadRecords());
    PAssert.that(texts(result.output())).containsInAnyOrder("foo", "baz");
    PAssert.that(result.failures())
        .containsInAnyOrder(
            new BadRecord(file.toString(), 0, 19, "636172", false, "its checksum does not fit"),
            new BadRecord(
                file.toString(),
                0,
                38,
                "78".repeat(64),
                true,
                "it has 2,000 bytes, more than the 1,000 that records may have (see"
                    + " withMaxRecordBytes)"));
    p.run();
  }

  @Test
  void aFileThatIsCutOffFailsTheJobWithItsName() throws IOException {
    Path file = directory.resolve("a");
    Files.write(file, Arrays.copyOf(written("foo", "bar"), 25));
    p.apply(TFRecordIO.read().from(file.toString()).withBadRecords());
    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + file + ": it ends within the record at byte 19");
  }

  @Test
  void aFileOfAnotherKindFailsTheJobWithItsName() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "no records of TensorFlow");
    p.apply(TFRecordIO.read().from(file.toString()));
    assertThatThrownBy(p::run)
        .hasStackTraceContaining(
            "cannot read "
                + file
                + " from byte 0 on: the length of a record and its checksum do not fit");
  }
}
