package io.millrace.runners.core.grouping;

import io.millrace.runners.core.host.ScratchFile;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;

/** Writes sorted runs, one after the other, to a scratch file through a buffer. */
final class RunWriter {
  private final ScratchFile file;
  private final int bufferSize;
  private final EncodeBuffer buffer;

  RunWriter(ScratchFile file, int bufferSize) {
    this.file = file;
    this.bufferSize = bufferSize;
    this.buffer = new EncodeBuffer(bufferSize);
  }

  /** Begins an entry; exactly {@code valuesLength} bytes of values must follow. */
  void entry(int hash, byte[] array, int keyOffset, int keyLength, long valuesLength)
      throws IOException {
    buffer.writeInt(hash);
    buffer.writeVarLong(keyLength);
    write(array, keyOffset, keyLength);
    buffer.writeVarLong(valuesLength);
    flushIfFull();
  }

  /** A value with its length before it. */
  void value(byte[] array, int offset, int length) throws IOException {
    buffer.writeVarLong(length);
    write(array, offset, length);
  }

  /** Bytes of values that carry their lengths already. */
  void write(byte[] array, int offset, int length) throws IOException {
    if (length >= bufferSize - buffer.length()) {
      flush();
    }
    if (length >= bufferSize) {
      file.append(array, offset, length);
    } else {
      buffer.write(array, offset, length);
    }
    flushIfFull();
  }

  // leaves room for the few bytes that are written without asking
  private void flushIfFull() throws IOException {
    if (buffer.length() > bufferSize - 32) {
      flush();
    }
  }

  /** Everything so far is in the file when this returns. */
  void flush() throws IOException {
    file.append(buffer.array(), 0, buffer.length());
    buffer.reset();
  }
}
