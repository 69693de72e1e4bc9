package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.FileIO.ReadMatches.DirectoryTreatment;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollection;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FileIOTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private static final class ReadWhole extends DoFn<ReadableFile, String> {
    @ProcessElement
    public void process(@Element ReadableFile file, OutputReceiver<String> receiver)
        throws IOException {
      receiver.output(
          file.getMetadata().resourceId().getFilename() + "=" + file.readFullyAsUTF8String());
    }
  }

  private static void gzip(Path file, String content) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content.getBytes());
    }
  }

  private static ReadableFile readable(Path file, Compression compression) throws IOException {
    return ReadableFile.of(FileSystems.matchSingleFileSpec(file.toString()), compression);
  }

  @Test
  void filesAreFoundAndReadWhole() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "aé\n");
    gzip(directory.resolve("b.gz"), "b\nb");
    Files.createDirectory(directory.resolve("c"));
    PCollection<String> contents =
        p.apply(FileIO.match().filepattern(directory + "/*"))
            .apply(FileIO.readMatches())
            .apply(ParDo.of(new ReadWhole()));
    PAssert.that(contents).containsInAnyOrder("a.txt=aé\n", "b.gz=b\nb");
    p.run();
  }

  @Test
  void aPatternThatMustMatchAndDoesNotFailsTheJob() {
    p.apply(FileIO.match().filepattern(directory + "/*"));
    assertThatThrownBy(p::run).hasStackTraceContaining("no file matches " + directory + "/*");
  }

  @Test
  void patternsOfACollectionMayHaveNoFiles() throws IOException {
    Files.writeString(directory.resolve("a"), "x");
    PCollection<String> contents =
        p.apply(Create.of(directory + "/a", directory + "/none*"))
            .apply(FileIO.matchAll())
            .apply(FileIO.readMatches())
            .apply(ParDo.of(new ReadWhole()));
    PAssert.that(contents).containsInAnyOrder("a=x");
    p.run();
  }

  @Test
  void directoriesAreSkippedOrProhibited() {
    PCollection<io.millrace.sdk.io.fs.MatchResult.Metadata> found =
        p.apply(FileIO.match().filepattern(directory.toString()));
    PAssert.that(found.apply("Skip", FileIO.readMatches()).apply(ParDo.of(new ReadWhole())))
        .empty();
    p.run();
  }

  @Test
  void prohibitedDirectoriesFailTheJob() {
    p.apply(FileIO.match().filepattern(directory.toString()))
        .apply(FileIO.readMatches().withDirectoryTreatment(DirectoryTreatment.PROHIBIT));
    assertThatThrownBy(p::run).hasStackTraceContaining(directory + "/ is a directory");
  }

  @Test
  void matchingNeedsAPattern() {
    p.enableAbandonedNodeEnforcement(false);
    assertThatThrownBy(() -> p.apply(FileIO.match()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".filepattern(");
  }

  @Test
  void aReadableFileKnowsItsCompressionAndSurvivesItsCoder()
      throws IOException, CannotProvideCoderException {
    gzip(directory.resolve("a.gz"), "hello");
    ReadableFile file = readable(directory.resolve("a.gz"), Compression.AUTO);
    ReadableFile copy =
        CoderUtils.clone(CoderRegistry.createDefault().getCoder(ReadableFile.class), file);
    assertThat(copy).isEqualTo(file).hasSameHashCodeAs(file);
    assertThat(copy.getCompression()).isEqualTo(Compression.GZIP);
    assertThat(copy.getMetadata().isReadSeekEfficient()).isFalse();
    assertThat(copy.readFullyAsUTF8String()).isEqualTo("hello");
    assertThatThrownBy(copy::openSeekable)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a.gz (GZIP) cannot be read from anywhere");
  }

  @Test
  void anUncompressedFileCanBeReadFromAnywhere() throws IOException {
    Files.writeString(directory.resolve("a"), "hello");
    try (SeekableByteChannel channel =
        readable(directory.resolve("a"), Compression.AUTO).openSeekable()) {
      ByteBuffer bytes = ByteBuffer.allocate(10);
      channel.position(3).read(bytes);
      assertThat(new String(bytes.array(), 0, bytes.position())).isEqualTo("lo");
    }
  }

  @Test
  void failuresNameTheFile() throws IOException {
    Files.writeString(directory.resolve("a.gz"), "no gzip");
    assertThatThrownBy(readable(directory.resolve("a.gz"), Compression.AUTO)::readFullyAsUTF8String)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read " + directory + "/a.gz: malformed gzip data");
    Files.writeString(directory.resolve("b"), "");
    ReadableFile gone = readable(directory.resolve("b"), Compression.AUTO);
    Files.delete(directory.resolve("b"));
    assertThatThrownBy(gone::open)
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("cannot read " + directory + "/b: no such file");
  }

  /** Pairs of big-endian bytes, after a byte that says how many there were. */
  private static final class Shorts implements FileIO.Sink<Integer> {
    private transient WritableByteChannel channel;
    private transient byte count;

    @Override
    public void open(WritableByteChannel opened) {
      channel = opened;
    }

    @Override
    public void write(Integer element) throws IOException {
      count++;
      channel.write(ByteBuffer.allocate(2).putShort(0, element.shortValue()));
    }

    @Override
    public void flush() throws IOException {
      channel.write(ByteBuffer.wrap(new byte[] {count}));
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anyFormatIsWritten() throws IOException {
    PCollection<String> names =
        p.apply(Create.of(258, 258))
            .apply(
                FileIO.<Integer>write()
                    .via(new Shorts())
                    .to(directory.toString())
                    .withPrefix("s")
                    .withSuffix(".bin")
                    .withNumShards(1))
            .getPerDestinationOutputFilenames()
            .apply(Values.create());
    PAssert.that(names).containsInAnyOrder(directory + "/s-00000-of-00001.bin");
    p.run();
    assertThat(directory.resolve("s-00000-of-00001.bin"))
        .hasBinaryContent(new byte[] {1, 2, 1, 2, 2});
  }

  @Test
  void linesAreWrittenUnderNamesOfChoice() throws IOException {
    p.apply(Create.of("x"))
        .apply(
            FileIO.<String>write()
                .via(TextIO.sink().withHeader("h").withFooter("f"))
                .to(directory.toString())
                .withNaming(
                    (window, pane, numShards, shard, compression) ->
                        "part" + shard + "of" + numShards + compression.getSuggestedSuffix())
                .withNumShards(2)
                .withCompression(Compression.ZSTD));
    p.run();
    assertThat(names()).containsExactly("part0of2.zst", "part1of2.zst");
    String both = "";
    for (String name : names()) {
      both += readable(directory.resolve(name), Compression.AUTO).readFullyAsUTF8String();
    }
    assertThat(both).isIn("h\nx\nf\nh\nf\n", "h\nf\nh\nx\nf\n");
  }

  @Test
  void namesThatDoNotDifferAreRefusedBeforeAnythingIsSeen() throws IOException {
    p.apply(Create.of("x", "y"))
        .apply(
            FileIO.<String>write()
                .via(TextIO.sink())
                .to(directory.toString())
                .withNaming((window, pane, numShards, shard, compression) -> "same")
                .withNumShards(2));
    assertThatThrownBy(p::run).hasStackTraceContaining("two files would be called so");
    assertThat(names()).isEmpty();
  }

  @Test
  void writingNeedsAFormatAndADirectory() {
    p.enableAbandonedNodeEnforcement(false);
    PCollection<String> lines = p.apply(Create.of("x"));
    assertThatThrownBy(() -> lines.apply("1", FileIO.<String>write().to("d")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".via(");
    assertThatThrownBy(() -> lines.apply("2", FileIO.<String>write().via(TextIO.sink())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".to(");
  }

  @Test
  void theDefaultNamesAreTheSameInBothForms() {
    FileIO.Write.FileNaming naming = FileIO.Write.defaultNaming("p", ".s");
    String name =
        naming.getFilename(
            io.millrace.sdk.transforms.windowing.GlobalWindow.INSTANCE,
            io.millrace.sdk.transforms.windowing.PaneInfo.NO_FIRING,
            12,
            3,
            Compression.GZIP);
    assertThat(name).isEqualTo("p-00003-of-00012.s.gz");
    assertThat(
            ((DefaultFileNaming) naming)
                .in("/d", Compression.GZIP, false)
                .name(3, 12, -1)
                .toString())
        .isEqualTo("/d/" + name);
  }

  @Test
  void writingTellsWhatItDoes() {
    p.enableAbandonedNodeEnforcement(false);
    assertThat(
            DisplayData.from(FileIO.<String>write().via(TextIO.sink()).to("d").withNumShards(3))
                .toString())
        .contains("directory=d", "TextIO_Sink", "numShards=3", "compression=UNCOMPRESSED");
  }

  @Test
  void treatmentsOfEmptyMatchesCanBeChosen() {
    PAssert.that(
            p.apply(
                FileIO.match()
                    .filepattern(directory + "/*")
                    .withEmptyMatchTreatment(EmptyMatchTreatment.ALLOW)))
        .empty();
    p.run();
  }
}
