package io.millrace.runners.core.grouping;

import io.millrace.runners.core.host.ScratchFile;
import java.io.EOFException;
import java.io.IOException;

/** The values of one key in coder form, wherever they are; they can be read any number of times. */
@FunctionalInterface
interface EncodedValues {

  /** A new pass over the values. */
  Reader reader();

  /** One pass. After {@link #next} the value is a range of an array until the next call. */
  interface Reader {
    /** Goes to the next value; false after the last. */
    boolean next() throws IOException;

    byte[] array();

    int offset();

    int length();
  }

  /** Reads a chain of records in an arena, each with the reference of the next before its value. */
  final class ArenaReader implements Reader {
    private final Arena arena;
    private int next;
    private int bytesOffset;
    private byte[] array = new byte[0];
    private int offset;
    private int length;

    /** The bytes of the first record begin {@code headOffset} behind its start. */
    ArenaReader(Arena arena, int head, int headOffset) {
      this.arena = arena;
      this.next = head;
      this.bytesOffset = headOffset;
    }

    @Override
    public boolean next() {
      if (next == 0) {
        return false;
      }
      array = arena.array(next);
      int start = arena.offset(next);
      length = VarInts.get(array, start + bytesOffset);
      offset = start + bytesOffset + VarInts.size(length);
      next = Arena.getInt(array, start);
      bytesOffset = GroupTable.VALUE_HEADER;
      return true;
    }

    @Override
    public byte[] array() {
      return array;
    }

    @Override
    public int offset() {
      return offset;
    }

    @Override
    public int length() {
      return length;
    }
  }

  /** Reads an array that holds length and bytes of one value after the other. */
  final class ArrayReader implements Reader {
    private final byte[] bytes;
    private int offset;
    private int length;

    ArrayReader(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean next() {
      int at = offset + length;
      if (at == bytes.length) {
        return false;
      }
      length = VarInts.get(bytes, at);
      offset = at + VarInts.size(length);
      return true;
    }

    @Override
    public byte[] array() {
      return bytes;
    }

    @Override
    public int offset() {
      return offset;
    }

    @Override
    public int length() {
      return length;
    }
  }

  /** Reads ranges of a file as {@link ArrayReader} reads its array; buffers one value at least. */
  final class FileReader implements Reader {
    private static final int BUFFER = 32 << 10;

    private final String purpose;
    private final ScratchFile file;
    private final long[] starts;
    private final long[] ends;
    private byte[] buffer;
    private int range = -1;
    // buffer[at, limit) is what the file holds up to position, and the range goes on up to end
    private int at;
    private int limit;
    private long position;
    private long end;
    private int length;

    FileReader(String purpose, ScratchFile file, long[] starts, long[] ends) {
      this.purpose = purpose;
      this.file = file;
      this.starts = starts;
      this.ends = ends;
      long all = 0;
      for (int i = 0; i < starts.length; i++) {
        all += ends[i] - starts[i];
      }
      this.buffer = new byte[(int) Math.min(BUFFER, all)];
    }

    @Override
    public boolean next() throws IOException {
      at += length;
      length = 0;
      while (at == limit && position == end) {
        if (++range >= starts.length) {
          range--;
          return false;
        }
        position = starts[range];
        end = ends[range];
      }
      fill(5);
      length = VarInts.get(buffer, at);
      at += VarInts.size(length);
      fill(length);
      return true;
    }

    private void fill(int wanted) throws IOException {
      long missing = Math.min(wanted - (limit - at), end - position);
      if (missing <= 0) {
        return;
      }
      int kept = limit - at;
      byte[] target = kept + missing > buffer.length ? new byte[(int) (kept + missing)] : buffer;
      System.arraycopy(buffer, at, target, 0, kept);
      buffer = target;
      at = 0;
      limit = kept;
      while (limit < kept + missing) {
        int count;
        try {
          count =
              file.read(
                  position, buffer, limit, (int) Math.min(buffer.length - limit, end - position));
        } catch (IOException e) {
          throw new IOException(
              purpose + ": cannot read the values of a key: " + e.getMessage(), e);
        }
        if (count < 0) {
          throw new EOFException(
              purpose + ": the scratch file ends at " + position + " instead of " + end);
        }
        limit += count;
        position += count;
      }
    }

    @Override
    public byte[] array() {
      return buffer;
    }

    @Override
    public int offset() {
      return at;
    }

    @Override
    public int length() {
      return length;
    }
  }
}
