package io.millrace.sdk.io.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.compress.FileContent;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.source.SourceReader.Status;
import io.millrace.sdk.util.CoderUtils;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

  private static final ResourceId FILE = FileSystems.matchNewResource("/data/in.txt", false);
  private static final LineEnd NEWLINE = LineEnd.of(null);

  @Test
  void linesEndWithLineFeedOrReturnOrBoth() throws IOException {
    assertThat(lines("one\ntwo\r\nthree\rfour")).containsExactly("one", "two", "three", "four");
  }

  @Test
  void emptyLinesAreLines() throws IOException {
    assertThat(lines("\n\r\n\r\r\nx\n\n")).containsExactly("", "", "", "", "x", "");
  }

  @Test
  void anEmptyFileHasNoLines() throws IOException {
    assertThat(lines("")).isEmpty();
  }

  @Test
  void theLastLineNeedsNoEnd() throws IOException {
    assertThat(lines("a\nb")).containsExactly("a", "b");
    assertThat(lines("a\nb\n")).containsExactly("a", "b");
    assertThat(lines("a\r")).containsExactly("a");
  }

  @Test
  void aByteOrderMarkIsDroppedAtTheStartOnly() throws IOException {
    assertThat(lines("\ufeffa\n\ufeffb")).containsExactly("a", "\ufeffb");
  }

  @Test
  void malformedUtf8BecomesReplacementCharacters() throws IOException {
    byte[] content = {'a', (byte) 0xff, 'b', '\n', (byte) 0xe6, (byte) 0xbc, '\n', 'c'};
    assertThat(lines(content, NEWLINE)).containsExactly("a\ufffdb", "\ufffd", "c");
  }

  @Test
  void textInAllLengthsOfCodePointsSurvivesSmallBuffers() throws IOException {
    String line = "aé漢😀".repeat(50);
    FileRange whole = range(0, FileRange.TO_THE_END, true);
    for (int bufferBytes = 1; bufferBytes < 20; bufferBytes++) {
      assertThat(readAll((line + "\n" + line).getBytes(UTF_8), whole, NEWLINE, bufferBytes))
          .containsExactly(line, line);
    }
  }

  @Test
  void delimitersOfChoiceReplaceNewlines() throws IOException {
    assertThat(lines("a||b\n|c||".getBytes(UTF_8), LineEnd.of("||x".getBytes(UTF_8))))
        .containsExactly("a||b\n|c||");
    assertThat(lines("a\0b\nc\0\0".getBytes(UTF_8), LineEnd.of(new byte[] {0})))
        .containsExactly("a", "b\nc", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"||", "aba", "abcab", "\n\n"})
  void delimitersThatOverlapThemselvesAreRefused(String delimiter) {
    assertThatThrownBy(() -> LineEnd.of(delimiter.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not end as it begins")
        .hasMessageContaining(delimiter);
  }

  @Test
  void aDelimiterNeedsABytes() {
    assertThatThrownBy(() -> LineEnd.of(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one byte");
  }

  @Test
  void aLineBelongsToTheRangeInWhichItBegins() throws IOException {
    byte[] content = "aa\r\nbb\r\ncc".getBytes(UTF_8);
    assertThat(readAll(content, range(0, 1, true), NEWLINE, 4)).containsExactly("aa");
    // 3 is between the two bytes of the first line's end
    assertThat(readAll(content, range(0, 3, true), NEWLINE, 4)).containsExactly("aa");
    assertThat(readAll(content, range(3, 4, false), NEWLINE, 4)).isEmpty();
    assertThat(readAll(content, range(4, 5, false), NEWLINE, 4)).containsExactly("bb");
    assertThat(readAll(content, range(5, 8, false), NEWLINE, 4)).isEmpty();
    assertThat(readAll(content, range(5, 9, false), NEWLINE, 4)).containsExactly("cc");
    assertThat(readAll(content, range(9, 10, false), NEWLINE, 4)).isEmpty();
  }

  @Test
  void headerLinesAreLeftOutAlsoWhenThereAreNotAsMany() throws IOException {
    byte[] content = "h1\r\nh2\nx\ny".getBytes(UTF_8);
    assertThat(readAll(content, header(2), NEWLINE, 3)).containsExactly("x", "y");
    assertThat(readAll(content, header(4), NEWLINE, 3)).isEmpty();
    assertThat(readAll(content, header(9), NEWLINE, 3)).isEmpty();
  }

  @Test
  void aLongLineIsReadWhole() throws IOException {
    String line = "0123456789".repeat(500_000);
    byte[] content = ("first\n" + line + "\nlast").getBytes(UTF_8);
    assertThat(readAll(content, range(0, content.length, true), NEWLINE, 1 << 10))
        .containsExactly("first", line, "last");
  }

  @Test
  void aFileThatBecameShorterIsAnErrorWithItsName() {
    byte[] content = "one\ntwo\n".getBytes(UTF_8);
    assertThatThrownBy(() -> readAll(content, range(0, 20, true), NEWLINE, 16))
        .isInstanceOf(EOFException.class)
        .hasMessage(
            "cannot read /data/in.txt from byte 8 on: it became shorter while it was read, there"
                + " should be 20 bytes");
  }

  @Test
  void backlogIsWhatIsLeftOfTheRange() throws IOException {
    byte[] content = "one\ntwo\n".getBytes(UTF_8);
    try (LineReader reader = reader(content, range(0, 8, true), NEWLINE, 16)) {
      assertThat(reader.backlogBytes()).isEqualTo(8);
      reader.nextLine();
      assertThat(reader.backlogBytes()).isEqualTo(4);
    }
  }

  /**
   * However a file is cut, however little is read at once, and wherever a reader is given up and
   * continued from its snapshot: the lines are those that a simple loop over the bytes finds.
   */
  @Test
  void everyWayToCutAndContinueGivesTheSameLines() throws IOException {
    for (long seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      byte[] delimiter = DELIMITERS[random.nextInt(DELIMITERS.length)];
      byte[] content = randomContent(random, delimiter);
      List<String> actual = new ArrayList<>();
      for (FileRange range : randomRanges(random, content.length)) {
        readWithInterruptions(random, content, range, LineEnd.of(delimiter), actual);
      }
      assertThat(actual)
          .as("seed %d, content %s", seed, Arrays.toString(content))
          .isEqualTo(simplyRead(content, delimiter));
    }
  }

  private static final byte[][] DELIMITERS = {
    null, null, null, {'|'}, {'|', 'a'}, {'\r', '\n'}, "é|a".getBytes(UTF_8)
  };

  private static byte[] randomContent(Random random, byte[] delimiter) {
    String[] pieces = {"a", "bc", "é", "漢", "😀", "\n", "\r", "\r\n", "|", "\ufeff", "12345678"};
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    int length = random.nextInt(40);
    if (random.nextInt(10) == 0) {
      content.writeBytes("\ufeff".getBytes(UTF_8));
    }
    for (int i = 0; i < length; i++) {
      if (random.nextInt(20) == 0) {
        content.write(random.nextInt(256));
      } else if (delimiter != null && random.nextInt(4) == 0) {
        content.writeBytes(delimiter);
      } else {
        content.writeBytes(pieces[random.nextInt(pieces.length)].getBytes(UTF_8));
      }
    }
    return content.toByteArray();
  }

  private static List<FileRange> randomRanges(Random random, int length) {
    TreeSet<Integer> cuts = new TreeSet<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count && length > 1; i++) {
      cuts.add(1 + random.nextInt(length - 1));
    }
    List<FileRange> ranges = new ArrayList<>();
    int start = 0;
    for (int cut : cuts) {
      ranges.add(range(start, cut, start == 0));
      start = cut;
    }
    long end = random.nextBoolean() ? length : FileRange.TO_THE_END;
    ranges.add(range(start, end, start == 0));
    return ranges;
  }

  private static void readWithInterruptions(
      Random random, byte[] content, FileRange range, LineEnd lineEnd, List<String> lines)
      throws IOException {
    FileRange rest = range;
    Status status = Status.MORE;
    while (status == Status.MORE) {
      try (LineReader reader = reader(content, rest, lineEnd, 1 + random.nextInt(12))) {
        int polls = random.nextInt(3);
        for (int i = 0; i <= polls && status == Status.MORE; i++) {
          status = reader.poll(new ListOutput(lines), random.nextInt(4));
        }
        rest = CoderUtils.clone(FileRangeCoder.of(), reader.snapshot());
      }
    }
    try (LineReader reader = reader(content, rest, lineEnd, 5)) {
      assertThat(reader.nextLine()).as("what is left of a finished range").isNull();
    }
  }

  private static List<String> simplyRead(byte[] content, byte[] delimiter) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    int i = 0;
    while (i < content.length) {
      int end = i;
      if (delimiter != null && startsWith(content, i, delimiter)) {
        end = i + delimiter.length;
      } else if (delimiter == null && (content[i] == '\n' || content[i] == '\r')) {
        end = startsWith(content, i, new byte[] {'\r', '\n'}) ? i + 2 : i + 1;
      }
      if (end > i) {
        lines.add(text(content, start, i));
        start = end;
      }
      i = Math.max(end, i + 1);
    }
    if (start < content.length) {
      lines.add(text(content, start, content.length));
    }
    return lines;
  }

  private static boolean startsWith(byte[] content, int at, byte[] wanted) {
    return at + wanted.length <= content.length
        && Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private static String text(byte[] content, int from, int to) {
    String text = new String(content, from, to - from, UTF_8);
    return from == 0 && text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static List<String> lines(String content) throws IOException {
    return lines(content.getBytes(UTF_8), NEWLINE);
  }

  private static List<String> lines(byte[] content, LineEnd lineEnd) throws IOException {
    return readAll(content, range(0, FileRange.TO_THE_END, true), lineEnd, 8);
  }

  private static List<String> readAll(
      byte[] content, FileRange range, LineEnd lineEnd, int bufferBytes) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = reader(content, range, lineEnd, bufferBytes)) {
      Status status;
      do {
        status = reader.poll(new ListOutput(lines), 2);
      } while (status == Status.MORE);
      assertThat(status).isEqualTo(Status.FINISHED);
    }
    return lines;
  }

  private static LineReader reader(
      byte[] content, FileRange range, LineEnd lineEnd, int bufferBytes) throws IOException {
    return new LineReader(
        FileContent.of(FILE.toString(), channel(content, bufferBytes), Compression.UNCOMPRESSED),
        range,
        lineEnd,
        bufferBytes);
  }

  /** Seekable in every other case, so that both ways to a position are taken. */
  private static ReadableByteChannel channel(byte[] content, int choice) {
    SeekableInMemoryByteChannel seekable = new SeekableInMemoryByteChannel(content);
    if (choice % 2 == 0) {
      return seekable;
    }
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer target) throws IOException {
        return seekable.read(target);
      }

      @Override
      public boolean isOpen() {
        return seekable.isOpen();
      }

      @Override
      public void close() {
        seekable.close();
      }
    };
  }

  private static FileRange range(long start, long end, boolean startsWithLine) {
    return new FileRange(FILE, Compression.UNCOMPRESSED, start, end, startsWithLine, 0);
  }

  private static FileRange header(int lines) {
    return new FileRange(FILE, Compression.UNCOMPRESSED, 0, FileRange.TO_THE_END, true, lines);
  }
}
