package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A coder of {@link String}: length in bytes, then UTF-8.
 *
 * <p>Every string survives: an unpaired surrogate, which UTF-8 has no form for, is written in three
 * bytes as if it were a character (WTF-8).
 */
public final class StringUtf8Coder extends AtomicCoder<String> {
  private static final long serialVersionUID = 1;
  private static final StringUtf8Coder INSTANCE = new StringUtf8Coder();

  private StringUtf8Coder() {}

  /** The coder. */
  public static StringUtf8Coder of() {
    return INSTANCE;
  }

  @Override
  public void encode(String value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("String");
    }
    if (outStream instanceof EncodeBuffer buffer) {
      Utf8.write(value, buffer);
      return;
    }
    EncodeBuffer buffer = new EncodeBuffer(value.length() + 16);
    Utf8.write(value, buffer);
    outStream.write(buffer.bytes, 0, buffer.position);
  }

  @Override
  public String decode(InputStream inStream) throws IOException {
    if (inStream instanceof DecodeBuffer buffer) {
      int length = Wire.readCount(buffer, "length");
      buffer.need(length);
      String value = Utf8.read(buffer.bytes, buffer.position, length);
      buffer.position += length;
      return value;
    }
    byte[] bytes = Wire.readLengthAndBytes(inStream);
    return Utf8.read(bytes, 0, bytes.length);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  /** {@link String#hashCode}, which Java specifies, mixed. */
  @Override
  public int stableHash(String value) {
    return StableHash.of(value.hashCode());
  }

  /** UTF-8 with room for unpaired surrogates. */
  private static final class Utf8 {
    private Utf8() {}

    static void write(String value, EncodeBuffer out) {
      int length = value.length();
      out.ensure(length + 5);
      int start = out.position;
      out.writeVarLong(length);
      out.ensure(length);
      byte[] target = out.bytes;
      int at = out.position;
      for (int i = 0; i < length; i++) {
        char c = value.charAt(i);
        if (c >= 0x80) {
          out.position = start;
          writeMixed(value, i, out);
          return;
        }
        target[at + i] = (byte) c;
      }
      out.position = at + length;
    }

    // the first ascii characters are known to be single bytes
    private static void writeMixed(String value, int ascii, EncodeBuffer out) {
      int encodedLength = ascii + encodedLength(value, ascii);
      out.ensure(encodedLength + 5);
      out.writeVarLong(encodedLength);
      out.ensure(encodedLength);
      byte[] target = out.bytes;
      int at = out.position;
      for (int i = 0; i < value.length(); i++) {
        int c = codePointAt(value, i);
        if (c < 0x80) {
          target[at++] = (byte) c;
        } else if (c < 0x800) {
          target[at++] = (byte) (0xc0 | c >> 6);
          target[at++] = (byte) (0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
          target[at++] = (byte) (0xe0 | c >> 12);
          target[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
          target[at++] = (byte) (0x80 | (c & 0x3f));
        } else {
          target[at++] = (byte) (0xf0 | c >> 18);
          target[at++] = (byte) (0x80 | (c >> 12 & 0x3f));
          target[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
          target[at++] = (byte) (0x80 | (c & 0x3f));
          i++;
        }
      }
      out.position = at;
    }

    private static int codePointAt(String value, int i) {
      char c = value.charAt(i);
      return Character.isSurrogate(c) ? value.codePointAt(i) : c;
    }

    private static int encodedLength(String value, int from) {
      long count = 0;
      for (int i = from; i < value.length(); i++) {
        int c = codePointAt(value, i);
        if (c < 0x80) {
          count += 1;
        } else if (c < 0x800) {
          count += 2;
        } else if (c < 0x10000) {
          count += 3;
        } else {
          count += 4;
          i++;
        }
      }
      return Math.toIntExact(count);
    }

    static String read(byte[] bytes, int offset, int length) throws CoderException {
      String value = new String(bytes, offset, length, StandardCharsets.UTF_8);
      // the JDK's decoder, which is fast, puts this where bytes are malformed
      return value.indexOf('\ufffd') < 0 ? value : readStrictly(bytes, offset, length);
    }

    private static String readStrictly(byte[] bytes, int offset, int length) throws CoderException {
      StringBuilder value = new StringBuilder(length);
      int end = offset + length;
      boolean afterLoneHigh = false;
      for (int i = offset; i < end; ) {
        int b = bytes[i] & 0xff;
        int more = b < 0x80 ? 0 : b < 0xc2 ? -1 : b < 0xe0 ? 1 : b < 0xf0 ? 2 : b < 0xf5 ? 3 : -1;
        int c = more <= 0 ? b : b & (0x3f >> more);
        boolean wellFormed = more >= 0 && more < end - i;
        for (int k = 1; wellFormed && k <= more; k++) {
          int next = bytes[i + k];
          wellFormed = (next & 0xc0) == 0x80;
          c = (c << 6) | (next & 0x3f);
        }
        wellFormed &= more < 2 || c >= (more == 2 ? 0x800 : 0x10000);
        wellFormed &= c <= Character.MAX_CODE_POINT;
        boolean low = c >= 0xdc00 && c <= 0xdfff;
        // a pair of surrogates is one character in four bytes
        wellFormed &= !(afterLoneHigh && low);
        if (!wellFormed) {
          throw new CoderException(
              "a string of " + length + " bytes is no UTF-8 from byte " + (i - offset) + " on");
        }
        value.appendCodePoint(c);
        afterLoneHigh = c >= 0xd800 && c <= 0xdbff;
        i += 1 + more;
      }
      return value.toString();
    }
  }
}
