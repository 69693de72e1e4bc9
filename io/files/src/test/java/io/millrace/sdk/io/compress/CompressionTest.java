package io.millrace.sdk.io.compress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class CompressionTest {

  private static byte[] compressed(Compression compression, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WritableByteChannel channel = compression.writeCompressed(Channels.newChannel(bytes))) {
      ByteBuffer direct = ByteBuffer.allocateDirect(content.length / 2);
      direct.put(content, 0, content.length / 2).flip();
      channel.write(direct);
      channel.write(
          ByteBuffer.wrap(content, content.length / 2, content.length - content.length / 2));
    }
    return bytes.toByteArray();
  }

  private static byte[] content(Compression compression, byte[] file) throws IOException {
    try (ReadableByteChannel channel =
        FileContent.of("in.x", new SeekableInMemoryByteChannel(file), compression)) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(777);
      while (channel.read(buffer) >= 0) {
        content.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      return content.toByteArray();
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] someContent(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    Arrays.fill(content, 0, length / 2, (byte) 'x');
    return content;
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "GZIP", "BZIP2", "ZSTD", "DEFLATE"})
  void whatIsCompressedCanBeRead(Compression compression) throws IOException {
    for (int length : new int[] {0, 1, 1000, 300_000}) {
      byte[] content = someContent(length);
      assertThat(content(compression, compressed(compression, content))).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "BZIP2", "ZSTD"})
  void severalMembersAreOneContent(Compression compression) throws IOException {
    byte[] one = compressed(compression, "one ".getBytes(UTF_8));
    byte[] none = compressed(compression, new byte[0]);
    byte[] large = someContent(200_000);
    byte[] file = joined(joined(one, none), joined(compressed(compression, large), one));
    assertThat(content(compression, file))
        .isEqualTo(joined(joined("one ".getBytes(UTF_8), large), "one ".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "BZIP2", "ZSTD", "DEFLATE"})
  void aTruncatedFileIsAnErrorWithItsNameWhereverItWasCut(Compression compression)
      throws IOException {
    byte[] file = compressed(compression, someContent(3000));
    for (int length = 0; length < file.length; length += 1 + length / 20) {
      byte[] truncated = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> content(compression, truncated))
          .as("%s cut to %d of %d bytes", compression, length, file.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot read in.x: ")
          .hasMessageContaining(compression.name().toLowerCase())
          .hasMessageNotContaining("\n");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "BZIP2", "ZSTD", "DEFLATE"})
  void bytesBehindTheDataAreAnErrorAndNotDropped(Compression compression) throws IOException {
    byte[] file = joined(compressed(compression, someContent(3000)), "garbage!".getBytes(UTF_8));
    assertThatThrownBy(() -> content(compression, file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read in.x: ")
        .hasMessageContaining(compression.name().toLowerCase());
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "BZIP2", "ZSTD", "DEFLATE"})
  void textThatIsNotCompressedIsMalformed(Compression compression) {
    byte[] file = "no compressed data".getBytes(UTF_8);
    assertThatThrownBy(() -> content(compression, file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot read in.x: malformed "
                + compression.name().toLowerCase()
                + " data at or before");
  }

  @Test
  void aDamagedGzipMemberIsReportedWithThePlace() throws IOException {
    byte[] file = compressed(Compression.GZIP, someContent(3000));
    file[file.length - 5] ^= 1; // a byte of the checksum
    assertThatThrownBy(() -> content(Compression.GZIP, file))
        .hasMessageContaining("malformed gzip data at or before byte " + file.length);
  }

  @Test
  void aReadFailureIsNotTakenForMalformedData() {
    ReadableByteChannel failing =
        new ReadableByteChannel() {
          @Override
          public int read(ByteBuffer target) throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    for (Compression compression : new Compression[] {Compression.GZIP, Compression.ZSTD}) {
      assertThatThrownBy(
              () -> FileContent.of("in.x", failing, compression).read(ByteBuffer.allocate(10)))
          .hasMessage("cannot read in.x: Input/output error");
    }
  }

  @Test
  void theNameTellsTheCompression() {
    assertThat(Compression.detect("a.gz")).isEqualTo(Compression.GZIP);
    assertThat(Compression.detect("dir/A.TXT.GZ")).isEqualTo(Compression.GZIP);
    assertThat(Compression.detect("a.bz2")).isEqualTo(Compression.BZIP2);
    assertThat(Compression.detect("a.zst")).isEqualTo(Compression.ZSTD);
    assertThat(Compression.detect("a.deflate")).isEqualTo(Compression.DEFLATE);
    assertThat(Compression.detect("a.lzo")).isEqualTo(Compression.LZOP);
    assertThat(Compression.detect("a.txt")).isEqualTo(Compression.UNCOMPRESSED);
    assertThat(Compression.AUTO.isCompressed("a.gz")).isTrue();
    assertThat(Compression.AUTO.isCompressed("a.txt")).isFalse();
    assertThat(Compression.GZIP.isCompressed("a.txt")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"ZIP", "LZO", "LZOP", "SNAPPY"})
  void whatIsNotSupportedSaysSo(Compression compression) {
    assertThatThrownBy(
            () -> compression.readDecompressed(new SeekableInMemoryByteChannel(new byte[10])))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(compression + " is not supported");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.INCLUDE, names = "AUTO")
  void autoIsNoCompressionByItself(Compression compression) {
    assertThatThrownBy(
            () -> compression.writeCompressed(Channels.newChannel(new ByteArrayOutputStream())))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Compression.detect");
  }
}
