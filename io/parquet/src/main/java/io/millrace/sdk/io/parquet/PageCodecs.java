package io.millrace.sdk.io.parquet;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Compresses and decompresses pages, by libraries that need nothing of Hadoop. Those that it makes
 * are not thread-safe.
 */
final class PageCodecs implements CompressionCodecFactory {

  /** A codec over whole pages. */
  private interface Codec {

    byte[] compress(byte[] page) throws IOException;

    /** The page, which has that many bytes, or another number if it is malformed. */
    byte[] decompress(byte[] compressed, int size) throws IOException;
  }

  /**
   * The codec itself.
   *
   * @throws IllegalArgumentException if it is not supported; the message says which are
   */
  static CompressionCodecName checkSupported(CompressionCodecName name) {
    codec(name);
    return name;
  }

  private static Codec codec(CompressionCodecName name) {
    return switch (name) {
      case UNCOMPRESSED -> new Uncompressed();
      case SNAPPY -> new SnappyCodec();
      case GZIP -> new GzipCodec();
      case ZSTD -> new ZstdCodec();
      case LZ4_RAW -> new Lz4Codec();
      default ->
          throw new IllegalArgumentException(
              "pages compressed with "
                  + name
                  + " are not supported; there are UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW");
    };
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return new Compressor(name, codec(name));
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return new Decompressor(name, codec(name));
  }

  @Override
  public void release() {}

  /** The bytes in an array that is as long. */
  private static byte[] array(BytesInput bytes) throws IOException {
    Exact array = new Exact((int) bytes.size());
    bytes.writeAllTo(array);
    return array.bytes();
  }

  private static final class Exact extends ByteArrayOutputStream {

    Exact(int size) {
      super(size);
    }

    byte[] bytes() {
      return count == buf.length ? buf : toByteArray();
    }
  }

  private record Compressor(CompressionCodecName name, Codec codec)
      implements BytesInputCompressor {

    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      return name == CompressionCodecName.UNCOMPRESSED
          ? bytes
          : BytesInput.from(codec.compress(array(bytes)));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return name;
    }

    @Override
    public void release() {}
  }

  private record Decompressor(CompressionCodecName name, Codec codec)
      implements BytesInputDecompressor {

    @Override
    public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
      return name == CompressionCodecName.UNCOMPRESSED
          ? bytes
          : BytesInput.from(page(array(bytes), decompressedSize));
    }

    @Override
    public void decompress(
        ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
        throws IOException {
      byte[] compressed = new byte[compressedSize];
      input.get(compressed);
      output.put(page(compressed, decompressedSize));
    }

    private byte[] page(byte[] compressed, int size) throws IOException {
      byte[] page;
      try {
        page = codec.decompress(compressed, size);
      } catch (RuntimeException e) {
        throw new IOException("malformed " + name + " data: " + e.getMessage(), e);
      }
      if (page.length != size) {
        throw new IOException(
            String.format("%s data of %d bytes instead of %d", name, page.length, size));
      }
      return page;
    }

    @Override
    public void release() {}
  }

  private static final class Uncompressed implements Codec {

    @Override
    public byte[] compress(byte[] page) {
      return page;
    }

    @Override
    public byte[] decompress(byte[] compressed, int size) {
      return compressed;
    }
  }

  private static final class SnappyCodec implements Codec {

    @Override
    public byte[] compress(byte[] page) throws IOException {
      return Snappy.compress(page);
    }

    @Override
    public byte[] decompress(byte[] compressed, int size) throws IOException {
      byte[] page = new byte[checkedSize(Snappy.uncompressedLength(compressed), size)];
      Snappy.uncompress(compressed, 0, compressed.length, page, 0);
      return page;
    }
  }

  private static int checkedSize(int said, int size) throws IOException {
    if (said != size) {
      throw new IOException(String.format("data of %d bytes instead of %d", said, size));
    }
    return size;
  }

  private static final class GzipCodec implements Codec {

    @Override
    public byte[] compress(byte[] page) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(page.length / 2 + 64);
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(page);
      }
      return bytes.toByteArray();
    }

    @Override
    public byte[] decompress(byte[] compressed, int size) throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
        return in.readNBytes(size);
      }
    }
  }

  private static final class ZstdCodec implements Codec {

    private static final int LEVEL = 3;

    @Override
    public byte[] compress(byte[] page) {
      return Zstd.compress(page, LEVEL);
    }

    @Override
    public byte[] decompress(byte[] compressed, int size) {
      return Zstd.decompress(compressed, size);
    }
  }

  private static final class Lz4Codec implements Codec {

    private final Lz4Compressor compressor = new Lz4Compressor();
    private final Lz4Decompressor decompressor = new Lz4Decompressor();

    @Override
    public byte[] compress(byte[] page) {
      byte[] compressed = new byte[compressor.maxCompressedLength(page.length)];
      int length = compressor.compress(page, 0, page.length, compressed, 0, compressed.length);
      return Arrays.copyOf(compressed, length);
    }

    @Override
    public byte[] decompress(byte[] compressed, int size) {
      byte[] page = new byte[size];
      int length = decompressor.decompress(compressed, 0, compressed.length, page, 0, size);
      return length == size ? page : Arrays.copyOf(page, length);
    }
  }
}
