package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged, or gone when it is their turn: jobs fail, and say which file it was. */
class UnreadableFilesTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private static byte[] gzip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Random random = new Random(5);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < 10_000; i++) {
        out.write((random.nextLong() + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aDamagedGzipFileIsToldByItsNameAndThePlace() throws IOException {
    byte[] damaged = gzip();
    Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 100, (byte) 0xFF);
    Path file = Files.write(directory.resolve("lines.gz"), damaged);
    p.apply(TextIO.read().from(directory + "/*.gz"));

    assertThatThrownBy(p::run)
        .hasStackTraceContaining("cannot read " + file + ": malformed gzip data at or before byte");
  }

  @Test
  void aGzipFileThatEndsTooEarlyIsToldByItsName() throws IOException {
    byte[] whole = gzip();
    Path file = Files.write(directory.resolve("lines.gz"), Arrays.copyOf(whole, 5000));
    p.apply(TextIO.read().from(file.toString()));

    assertThatThrownBy(p::run)
        .hasStackTraceContaining(
            "cannot read " + file + ": its gzip data end too early, after 5000 bytes");
  }

  private static final class Deletes extends DoFn<Metadata, Metadata> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element Metadata file, OutputReceiver<Metadata> out) throws IOException {
      Files.delete(Path.of(file.resourceId().toString()));
      out.output(file);
    }
  }

  @Test
  void aFileThatIsDeletedBeforeItIsReadIsToldByItsName() throws IOException {
    Path file = Files.writeString(directory.resolve("lines"), "a\nb\n");
    p.apply(FileIO.match().filepattern(directory + "/*"))
        .apply(ParDo.of(new Deletes()))
        .apply(FileIO.readMatches())
        .apply(TextIO.readFiles());

    assertThatThrownBy(p::run).hasStackTraceContaining("cannot read " + file + ": no such file");
  }
}
