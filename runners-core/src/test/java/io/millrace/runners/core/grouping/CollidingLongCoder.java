package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.VarLongCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Longs of which only {@code hashes} hashes exist, the extreme ones among them. */
final class CollidingLongCoder extends AtomicCoder<Long> {
  private static final long serialVersionUID = 1;

  private final int hashes;

  CollidingLongCoder(int hashes) {
    this.hashes = hashes;
  }

  @Override
  public void encode(Long value, OutputStream outStream) throws IOException {
    VarLongCoder.of().encode(value, outStream);
  }

  @Override
  public Long decode(InputStream inStream) throws IOException {
    return VarLongCoder.of().decode(inStream);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(Long value) {
    return (int) Math.floorMod(value, (long) hashes) - 2;
  }
}
