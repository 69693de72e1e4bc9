package io.millrace.sdk.io.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.avro.parts.FilePart;
import io.millrace.sdk.io.avro.parts.FilePartCoder;
import io.millrace.sdk.io.avro.parts.PartReader;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.util.CoderUtils;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of files, wherever they are cut, and files that are malformed, wherever they are. */
class AvroReaderTest {

  record Number(int number, String text) {}

  private static final int COUNT = 200;

  private static final Schema SCHEMA =
      SchemaBuilder.record("Number")
          .fields()
          .requiredInt("number")
          .requiredString("text")
          .endRecord();

  @TempDir Path directory;

  private Path path;
  private ResourceId file;
  private byte[] bytes;
  private final List<Integer> all = new ArrayList<>();

  /** Where each block begins, and behind them the end of the file. */
  private final List<Long> blocks = new ArrayList<>();

  @BeforeEach
  void writeAFileOfManyBlocks() throws IOException {
    path = directory.resolve("numbers.avro");
    file = FileSystems.matchNewResource(path.toString(), false);
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(SCHEMA))) {
      writer.setCodec(CodecFactory.nullCodec()).create(SCHEMA, path.toFile());
      for (int i = 0; i < COUNT; i++) {
        if (i % 7 == 0) {
          blocks.add(writer.sync());
        }
        writer.append(
            new GenericRecordBuilder(SCHEMA).set("number", i).set("text", "text" + i).build());
        all.add(i);
      }
      blocks.add(writer.sync());
    }
    bytes = Files.readAllBytes(path);
  }

  private static List<Integer> rest(PartReader<Number> reader) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (Number each = reader.next(); each != null; each = reader.next()) {
      numbers.add(each.number());
    }
    return numbers;
  }

  private List<Integer> read(FilePart part, BadFiles badFiles) throws IOException {
    try (PartReader<Number> reader =
        new AvroFormat<>(AvroType.of(Number.class), badFiles).open(part)) {
      return rest(reader);
    }
  }

  private List<Integer> readAll(BadFiles badFiles) throws IOException {
    return read(new FilePart(file, 0, Files.size(path)), badFiles);
  }

  @Test
  void whereverAFileIsCutEachElementIsInOnePart() throws IOException {
    for (int cut = 0; cut <= bytes.length; cut++) {
      List<Integer> read = read(new FilePart(file, 0, cut), BadFiles.FAIL);
      read.addAll(read(new FilePart(file, cut, bytes.length), BadFiles.FAIL));
      assertThat(read).as("cut at %d", cut).isEqualTo(all);
    }
  }

  @Test
  void smallPartsTogetherHaveEachElementOnce() throws IOException {
    for (int size : new int[] {1, 10, 100, 333}) {
      List<Integer> read = new ArrayList<>();
      for (int start = 0; start < bytes.length; start += size) {
        read.addAll(
            read(new FilePart(file, start, Math.min(bytes.length, start + size)), BadFiles.FAIL));
      }
      assertThat(read).as("parts of %d bytes", size).isEqualTo(all);
    }
  }

  @Test
  void aReaderGoesOnWhereAnotherOneWas() throws IOException {
    AvroFormat<Number> format = AvroFormat.of(AvroType.of(Number.class));
    for (long seed = 0; seed < 50; seed++) {
      Entropy entropy = new Entropy(seed);
      FilePart part = new FilePart(file, entropy.nextInt(0, 500), bytes.length);
      List<Integer> expected = read(part, BadFiles.FAIL);
      List<Integer> read = new ArrayList<>();
      while (true) {
        int before = read.size();
        try (PartReader<Number> reader = format.open(part)) {
          for (int i = entropy.nextInt(0, 20); i > 0; i--) {
            Number next = reader.next();
            if (next != null) {
              read.add(next.number());
            }
          }
          part =
              CoderUtils.decodeFromByteArray(
                  FilePartCoder.of(),
                  CoderUtils.encodeToByteArray(FilePartCoder.of(), reader.rest()));
          if (read.size() == before && reader.next() == null) {
            break;
          }
        }
      }
      assertThat(read).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void aFileThatEndsTooEarlyIsAnErrorWithItsNameAndThePlaceWhereverItEnds() throws IOException {
    for (int length = 0; length < bytes.length; length++) {
      Files.write(path, Arrays.copyOf(bytes, length));
      if (blocks.contains((long) length)) {
        // a whole file too, as far as anybody can tell
        List<Integer> read = readAll(BadFiles.FAIL);
        assertThat(read).isEqualTo(all.subList(0, read.size()));
        continue;
      }
      assertThatThrownBy(() -> readAll(BadFiles.FAIL))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot read " + path + ": it ends")
          .hasMessageContaining("at byte " + length);
    }
  }

  @Test
  void whatIsBeforeTheEndOfAFileThatEndsTooEarlyMayBeRead() throws IOException {
    int inFourthBlock = (int) (blocks.get(3) + 5);
    Files.write(path, Arrays.copyOf(bytes, inFourthBlock));
    assertThat(readAll(BadFiles.SKIP)).isEqualTo(all.subList(0, 21));
    Files.write(path, Arrays.copyOf(bytes, 10));
    assertThat(readAll(BadFiles.SKIP)).isEmpty();
  }

  @Test
  void aBlockThatIsMalformedIsAnErrorWithThePlace() throws IOException {
    byte[] damaged = bytes.clone();
    int sync = (int) (blocks.get(4) - 3);
    damaged[sync] ^= 1;
    Files.write(path, damaged);
    assertThatThrownBy(() -> readAll(BadFiles.FAIL))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot read %s: malformed Avro data in the block at byte %d: Invalid sync!",
            path, blocks.get(3));
  }

  @Test
  void aBlockThatIsMalformedIsLeftOutWhereverTheFileIsCut() throws IOException {
    byte[] damaged = bytes.clone();
    damaged[(int) (blocks.get(4) + 1)] ^= 0x55; // the size of the block
    Files.write(path, damaged);
    List<Integer> expected = new ArrayList<>(all.subList(0, 28));
    expected.addAll(all.subList(35, COUNT));
    assertThat(readAll(BadFiles.SKIP)).isEqualTo(expected);
    for (int cut = 0; cut <= bytes.length; cut += 3) {
      List<Integer> read = read(new FilePart(file, 0, cut), BadFiles.SKIP);
      read.addAll(read(new FilePart(file, cut, bytes.length), BadFiles.SKIP));
      assertThat(read).as("cut at %d", cut).isEqualTo(expected);
    }
  }

  @Test
  void whateverIsDamagedNothingIsReadThatWasNotWrittenThere() throws IOException {
    int header = Math.toIntExact(blocks.get(0));
    for (int at = header; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x20;
      Files.write(path, damaged);
      int block = 0;
      while (blocks.get(block + 1) <= at) {
        block++;
      }
      List<Integer> read = readAll(BadFiles.SKIP);
      // the numbers of the damaged block may be others; those of the blocks around are as they were
      int first = block * 7;
      List<Integer> before = all.subList(0, first);
      // behind a marker that is damaged no block can be found
      int lost = at < blocks.get(block + 1) - 16 ? 7 : 14;
      List<Integer> behind = all.subList(Math.min(COUNT, first + lost), COUNT);
      String where = "damaged at " + at + " in the block at " + blocks.get(block) + ": " + read;
      assertThat(read.subList(0, first)).as(where).isEqualTo(before);
      assertThat(read).as(where).hasSizeGreaterThanOrEqualTo(first + behind.size());
      assertThat(read.subList(read.size() - behind.size(), read.size()))
          .as(where)
          .isEqualTo(behind);
    }
  }

  @Test
  void whatIsNoAvroFileIsAnErrorWithItsName() throws IOException {
    Files.writeString(path, "hello, this is text");
    assertThatThrownBy(() -> readAll(BadFiles.FAIL))
        .hasMessageStartingWith("cannot read " + path + ": it is no Avro file");
    Files.write(path, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    assertThatThrownBy(() -> readAll(BadFiles.FAIL))
        .hasMessageStartingWith("cannot read " + path + ": it ends within its header, at byte 0");
    Files.delete(path);
    assertThatThrownBy(() -> read(new FilePart(file, 0, 10), BadFiles.SKIP))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining(path.toString());
  }
}
