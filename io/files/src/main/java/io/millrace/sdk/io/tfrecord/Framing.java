package io.millrace.sdk.io.tfrecord;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Lengths and checksums around a record. */
final class Framing {

  /** A length of 64 bits and its checksum. */
  static final int HEADER_BYTES = 12;

  /** The checksum of a record. */
  static final int FOOTER_BYTES = 4;

  private static final int MASK_DELTA = 0xa282ead8;

  private Framing() {}

  /** Numbers in bytes, in the order of the format. */
  static ByteBuffer numbers(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** CRC-32C, turned and shifted, so that checksums of data with checksums in them are useful. */
  static int maskedChecksum(byte[] bytes, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
  }
}
