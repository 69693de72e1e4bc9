package io.millrace.sdk.io.compress;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Reads a zlib stream that must be the whole input: bytes behind it are an error, not dropped. */
final class WholeInflaterStream extends InflaterInputStream {

  private boolean checked;

  WholeInflaterStream(InputStream from, int bufferBytes) {
    super(from, new Inflater(), bufferBytes);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    if (count < 0 && !checked) {
      if (inf.getRemaining() > 0 || in.read() >= 0) {
        throw new IOException("there are bytes behind the end of the compressed data");
      }
      checked = true;
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      inf.end();
    }
  }
}
