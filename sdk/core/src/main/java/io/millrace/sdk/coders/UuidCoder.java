package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;

/** A coder of {@link UUID} in sixteen bytes, as it is read. */
public final class UuidCoder extends AtomicCoder<UUID> {
  private static final long serialVersionUID = 1;
  private static final UuidCoder INSTANCE = new UuidCoder();

  private UuidCoder() {}

  /** The coder. */
  public static UuidCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(UUID value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("UUID");
    }
    Wire.writeLong(value.getMostSignificantBits(), outStream);
    Wire.writeLong(value.getLeastSignificantBits(), outStream);
  }

  @Override
  public UUID decode(InputStream inStream) throws IOException {
    long most = Wire.readLong(inStream);
    return new UUID(most, Wire.readLong(inStream));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(UUID value) {
    return StableHash.combine(
        StableHash.of(value.getMostSignificantBits()),
        StableHash.of(value.getLeastSignificantBits()));
  }
}
