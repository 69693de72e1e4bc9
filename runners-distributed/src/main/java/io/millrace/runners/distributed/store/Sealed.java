package io.millrace.runners.distributed.store;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Bytes with a seal: four letters that say what they are, a format version, their length, and the
 * CRC32C of all that. No change of a byte and no cut goes unnoticed.
 */
public final class Sealed {

  private static final int HEADER_BYTES = 12;
  private static final int FORMAT_VERSION = 1;

  private Sealed() {}

  /**
   * Seals a content.
   *
   * @param letters four ASCII letters
   */
  public static ByteString seal(String letters, ByteString content) {
    ByteBuffer sealed = ByteBuffer.allocate(HEADER_BYTES + content.size() + 4);
    sealed.put(ByteString.copyFromUtf8(letters).asReadOnlyByteBuffer());
    sealed.putInt(FORMAT_VERSION).putInt(content.size());
    content.copyTo(sealed);
    sealed.putInt(crc(sealed.array(), sealed.position()));
    return ByteString.copyFrom(sealed.array());
  }

  /**
   * The content.
   *
   * @throws CorruptException if this is not what was sealed, or was sealed by a later version
   */
  public static ByteString open(String letters, ByteString sealed) throws CorruptException {
    int size = sealed.size();
    if (size < HEADER_BYTES + 4) {
      throw new CorruptException(letters + ": only " + size + " bytes");
    }
    ByteBuffer buffer = sealed.asReadOnlyByteBuffer();
    int expected = buffer.getInt(size - 4);
    int actual = crc(sealed.toByteArray(), size - 4);
    if (expected != actual) {
      throw new CorruptException(
          String.format("%s: CRC32C is %08x, but %08x was written", letters, actual, expected));
    }
    if (!sealed.substring(0, 4).equals(ByteString.copyFromUtf8(letters))) {
      throw new CorruptException(
          "not " + letters + ", but " + sealed.substring(0, 4).toStringUtf8());
    }
    if (buffer.getInt(4) != FORMAT_VERSION) {
      throw CorruptException.ofLaterVersion(
          letters + " of version " + buffer.getInt(4) + ", known is " + FORMAT_VERSION);
    }
    if (buffer.getInt(8) != size - HEADER_BYTES - 4) {
      throw new CorruptException(
          letters + ": length is " + buffer.getInt(8) + " in a file of " + size + " bytes");
    }
    return sealed.substring(HEADER_BYTES, size - 4);
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
