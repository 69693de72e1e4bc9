package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link Character} as a varint of its UTF-16 code unit. */
public final class CharacterCoder extends AtomicCoder<Character> {
  private static final long serialVersionUID = 1;
  private static final CharacterCoder INSTANCE = new CharacterCoder();

  private CharacterCoder() {}

  /** The coder. */
  public static CharacterCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Character value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Character");
    }
    VarInt.encode((int) value, outStream);
  }

  @Override
  public Character decode(InputStream inStream) throws IOException {
    int unit = VarInt.decodeInt(inStream);
    if (unit >>> 16 != 0) {
      throw new CoderException(unit + " is no UTF-16 code unit, which has 16 bits");
    }
    return (char) unit;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Character value) {
    return StableHash.of((int) value);
  }
}
