package io.millrace.sdk.io.compress;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.millrace.sdk.io.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The decompressing streams of the libraries, all of which go on over several members. */
public final class Decompressors {

  private static final int BUFFER_BYTES = 1 << 16;

  private Decompressors() {}

  /** The decompressed content of a channel, which is closed with the result. */
  public static ReadableByteChannel channel(Compression compression, ReadableByteChannel from)
      throws IOException {
    return new StreamReadChannel(stream(compression, Channels.newInputStream(from)));
  }

  /**
   * The decompressed content of a stream, which is closed with the result.
   *
   * @throws IOException if reading the first bytes fails, or if they are malformed
   */
  static InputStream stream(Compression compression, InputStream from) throws IOException {
    // not java.util.zip's: at what follows a member it guesses, and drops what it cannot read
    return switch (compression.checkSupported()) {
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(new BufferedInputStream(from, BUFFER_BYTES))
              .setBufferSize(BUFFER_BYTES)
              .setDecompressConcatenated(true)
              .get();
      case BZIP2 ->
          new BZip2CompressorInputStream(new BufferedInputStream(from, BUFFER_BYTES), true);
      case ZSTD -> new ZstdInputStreamNoFinalizer(from);
      case DEFLATE -> new WholeInflaterStream(from, BUFFER_BYTES);
      default -> throw new IllegalArgumentException(compression + " is no compression by itself");
    };
  }
}
