package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.SeekableReadChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FSDataInputStream;

/** Reads a file from any place, as far as it went when it was opened. Not thread-safe. */
final class HadoopReadChannel extends SeekableReadChannel {

  private static final int BUFFER_BYTES = 1 << 16;

  private final RemoteResourceId id;
  private final FSDataInputStream input;

  HadoopReadChannel(RemoteResourceId id, FSDataInputStream input, long size) {
    super(size);
    this.id = id;
    this.input = input;
  }

  @Override
  protected int read(ByteBuffer target, long position, int most) throws IOException {
    try {
      if (input.getPos() != position) {
        input.seek(position);
      }
      return target.hasArray() ? intoArray(target, most) : copied(target, most);
    } catch (IOException e) {
      throw HadoopErrors.cannot("read", id, e);
    }
  }

  private int intoArray(ByteBuffer target, int most) throws IOException {
    int read = input.read(target.array(), target.arrayOffset() + target.position(), most);
    target.position(target.position() + Math.max(read, 0));
    return read;
  }

  private int copied(ByteBuffer target, int most) throws IOException {
    byte[] bytes = new byte[Math.min(most, BUFFER_BYTES)];
    int read = input.read(bytes, 0, bytes.length);
    target.put(bytes, 0, Math.max(read, 0));
    return read;
  }

  @Override
  protected void release() throws IOException {
    input.close();
  }
}
