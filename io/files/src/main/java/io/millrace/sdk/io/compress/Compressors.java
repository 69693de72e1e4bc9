package io.millrace.sdk.io.compress;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.millrace.sdk.io.Compression;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** The compressing streams of the JDK and of the libraries. */
public final class Compressors {

  private static final int BUFFER_BYTES = 1 << 16;

  private Compressors() {}

  /** Compresses into a channel, which is closed with the result. */
  public static WritableByteChannel channel(Compression compression, WritableByteChannel to)
      throws IOException {
    return new StreamWriteChannel(stream(compression, Channels.newOutputStream(to)));
  }

  private static OutputStream stream(Compression compression, OutputStream to) throws IOException {
    return switch (compression.checkSupported()) {
      case GZIP -> new GZIPOutputStream(to, BUFFER_BYTES);
      case BZIP2 -> new BZip2CompressorOutputStream(new BufferedOutputStream(to, BUFFER_BYTES));
      case ZSTD -> new ZstdOutputStreamNoFinalizer(to);
      case DEFLATE -> new DeflaterOutputStream(to, new java.util.zip.Deflater(), BUFFER_BYTES);
      default -> throw new IllegalArgumentException(compression + " is no compression by itself");
    };
  }

  /** A stream as a channel that hands over arrays as they are. */
  private static final class StreamWriteChannel implements WritableByteChannel {

    private final OutputStream stream;
    private boolean open = true;

    StreamWriteChannel(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int count = source.remaining();
      if (source.hasArray()) {
        stream.write(source.array(), source.arrayOffset() + source.position(), count);
        source.position(source.limit());
      } else {
        byte[] copy = new byte[count];
        source.get(copy);
        stream.write(copy);
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      if (open) {
        open = false;
        stream.close();
      }
    }
  }
}
