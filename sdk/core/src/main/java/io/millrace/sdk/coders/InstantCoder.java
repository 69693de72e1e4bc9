package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A coder of {@link Instant} with all its nanoseconds, in twelve bytes that sort as the instants
 * do: seconds since 1970 with the sign bit flipped, then nanoseconds, both most significant byte
 * first.
 */
public final class InstantCoder extends AtomicCoder<Instant> {
  private static final long serialVersionUID = 1;
  private static final InstantCoder INSTANCE = new InstantCoder();

  private InstantCoder() {}

  /** The coder. */
  public static InstantCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Instant value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Instant");
    }
    Wire.writeLong(value.getEpochSecond() ^ Long.MIN_VALUE, outStream);
    Wire.writeInt(value.getNano(), outStream);
  }

  @Override
  public Instant decode(InputStream inStream) throws IOException {
    long seconds = Wire.readLong(inStream) ^ Long.MIN_VALUE;
    int nanos = Wire.readInt(inStream);
    JavaTimeCoders.checkNanos(nanos);
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new CoderException(seconds + " seconds since 1970 is no Instant", e);
    }
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Instant value) {
    return StableHash.of(value.getEpochSecond() * 1_000_000_007L + value.getNano());
  }
}
