package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.runners.distributed.store.CorruptException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The form of a file of state: the letters "MSTA", a format version, then chunks of at most {@link
 * #CHUNK_BYTES}, each with its length and the CRC32C of its number, length and bytes; an empty
 * chunk is the last. So a reader can check each chunk as it comes, and knows when it has all.
 */
public final class ChunkedBytes {

  /** The largest chunk, in bytes. */
  public static final int CHUNK_BYTES = 1 << 16;

  private static final int LETTERS = 0x4d535441;
  private static final int FORMAT_VERSION = 1;
  private static final int HEADER_BYTES = 8;
  private static final int CHUNK_HEADER_BYTES = 8;

  private ChunkedBytes() {}

  /** Brings a content into this form. */
  public static ByteString encode(ByteString content) {
    int chunks = (content.size() + CHUNK_BYTES - 1) / CHUNK_BYTES + 1;
    ByteBuffer file =
        ByteBuffer.allocate(HEADER_BYTES + chunks * CHUNK_HEADER_BYTES + content.size());
    file.putInt(LETTERS).putInt(FORMAT_VERSION);
    for (int i = 0; i < chunks; i++) {
      int from = Math.min(i * CHUNK_BYTES, content.size());
      int to = i == chunks - 1 ? from : Math.min(from + CHUNK_BYTES, content.size());
      ByteString chunk = content.substring(from, to);
      file.putInt(chunk.size()).putInt(crc(i, chunk));
      chunk.copyTo(file);
    }
    return UnsafeByteOperations.unsafeWrap(file.array());
  }

  /**
   * The content.
   *
   * @throws CorruptException if this is not what was encoded; names the chunk
   */
  public static ByteString decode(ByteString file) throws CorruptException {
    if (file.size() < HEADER_BYTES) {
      throw new CorruptException("a file of state of " + file.size() + " bytes");
    }
    ByteBuffer header = file.asReadOnlyByteBuffer();
    if (header.getInt(0) != LETTERS) {
      throw new CorruptException("no file of state: it begins with " + header.getInt(0));
    }
    if (header.getInt(4) != FORMAT_VERSION) {
      throw CorruptException.ofLaterVersion(
          "a file of state of version " + header.getInt(4) + ", known is " + FORMAT_VERSION);
    }
    ByteString content = ByteString.EMPTY;
    int at = HEADER_BYTES;
    for (int i = 0; ; i++) {
      if (file.size() - at < CHUNK_HEADER_BYTES) {
        throw new CorruptException("cut off before chunk " + i);
      }
      int length = header.getInt(at);
      int crc = header.getInt(at + 4);
      at += CHUNK_HEADER_BYTES;
      if (length < 0 || length > CHUNK_BYTES || length > file.size() - at) {
        throw new CorruptException("chunk " + i + " says that it has " + length + " bytes");
      }
      ByteString chunk = file.substring(at, at + length);
      if (crc(i, chunk) != crc) {
        throw new CorruptException("chunk " + i + " has another CRC32C than was written");
      }
      at += length;
      if (length == 0) {
        break;
      }
      content = content.concat(chunk);
    }
    if (at != file.size()) {
      throw new CorruptException((file.size() - at) + " bytes after the last chunk");
    }
    return content;
  }

  private static int crc(int number, ByteString chunk) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).putInt(number).putInt(chunk.size()).flip());
    crc.update(chunk.asReadOnlyByteBuffer());
    return (int) crc.getValue();
  }
}
