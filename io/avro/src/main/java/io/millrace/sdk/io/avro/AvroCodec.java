package io.millrace.sdk.io.avro;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.file.CodecFactory;

/**
 * A codec of Avro in a form that can be sent: its name and level.
 *
 * @param name as in the header of files
 * @param level {@link #NO_LEVEL} for codecs without
 */
record AvroCodec(String name, int level) implements Serializable {

  static final int NO_LEVEL = Integer.MIN_VALUE;

  static final AvroCodec STANDARD = new AvroCodec("snappy", NO_LEVEL);

  private static final Pattern TEXT = Pattern.compile("([a-z0-9]+)(?:-(-?\\d+)|\\[(-?\\d+)])?");

  /**
   * The codec that a factory makes, as its text tells.
   *
   * @throws IllegalArgumentException if it is none of Avro's own
   */
  static AvroCodec of(CodecFactory factory) {
    String text = factory.toString();
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      String level = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      AvroCodec codec =
          new AvroCodec(matcher.group(1), level == null ? NO_LEVEL : Integer.parseInt(level));
      if (codec.factory().toString().equals(text)) {
        return codec;
      }
    }
    throw new IllegalArgumentException(
        text + " is none of Avro's codecs, which are null, deflate, snappy, zstandard, bzip2, xz");
  }

  CodecFactory factory() {
    return switch (name) {
      case "null" -> CodecFactory.nullCodec();
      case "deflate" -> CodecFactory.deflateCodec(level);
      case "snappy" -> CodecFactory.snappyCodec();
      case "zstandard" -> CodecFactory.zstandardCodec(level);
      case "bzip2" -> CodecFactory.bzip2Codec();
      case "xz" -> CodecFactory.xzCodec(level);
      default -> throw new IllegalArgumentException(name + " is none of Avro's codecs");
    };
  }

  @Override
  public String toString() {
    return level == NO_LEVEL ? name : name + " " + level;
  }
}
