package io.millrace.sdk.io.parquet;

import io.millrace.sdk.io.avro.parts.SeekableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A file as Parquet reads it; it belongs to who opened it, and is not closed. */
record FileInput(SeekableFile file) implements InputFile {

  @Override
  public long getLength() {
    return file.size();
  }

  @Override
  public SeekableInputStream newStream() {
    return new Stream(file);
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private static final class Stream extends DelegatingSeekableInputStream {

    private final SeekableFile file;

    Stream(SeekableFile file) {
      super(new Bytes(file));
      this.file = file;
    }

    @Override
    public long getPos() throws IOException {
      return file.position();
    }

    @Override
    public void seek(long position) throws IOException {
      file.seek(position);
    }
  }

  private static final class Bytes extends InputStream {

    private final SeekableFile file;

    Bytes(SeekableFile file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return length == 0 ? 0 : file.read(ByteBuffer.wrap(target, offset, length));
    }
  }
}
