package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Integer} as decimal text. */
public final class TextualIntegerCoder extends AtomicCoder<Integer> {
  private static final long serialVersionUID = 1;
  private static final TextualIntegerCoder INSTANCE = new TextualIntegerCoder();

  private TextualIntegerCoder() {}

  /** The coder. */
  public static TextualIntegerCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Integer value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Integer");
    }
    StringUtf8Coder.of().encode(value.toString(), outStream);
  }

  @Override
  public Integer decode(InputStream inStream) throws IOException {
    String text = StringUtf8Coder.of().decode(inStream);
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new CoderException("\"" + text + "\" is no integer", e);
    }
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Integer value) {
    return StableHash.of(value.intValue());
  }
}
