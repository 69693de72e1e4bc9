package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A coder of {@link Duration} with all its nanoseconds, as two varints: seconds (small ones of
 * either sign take few bytes), then nanoseconds.
 */
public final class DurationCoder extends AtomicCoder<Duration> {
  private static final long serialVersionUID = 1;
  private static final DurationCoder INSTANCE = new DurationCoder();

  private DurationCoder() {}

  /** The coder. */
  public static DurationCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Duration value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Duration");
    }
    Wire.writeZigZag(value.getSeconds(), outStream);
    VarInt.encode(value.getNano(), outStream);
  }

  @Override
  public Duration decode(InputStream inStream) throws IOException {
    long seconds = Wire.readZigZag(inStream);
    int nanos = VarInt.decodeInt(inStream);
    JavaTimeCoders.checkNanos(nanos);
    return Duration.ofSeconds(seconds, nanos);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Duration value) {
    return StableHash.of(value.getSeconds() * 1_000_000_007L + value.getNano());
  }
}
