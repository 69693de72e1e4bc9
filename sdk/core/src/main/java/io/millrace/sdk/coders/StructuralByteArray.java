package io.millrace.sdk.coders;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes that are equal when their contents are. The array is not copied: do not change it. */
public final class StructuralByteArray {
  private final byte[] value;

  public StructuralByteArray(byte[] value) {
    this.value = value;
  }

  /** The bytes themselves, not a copy. */
  public byte[] getValue() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StructuralByteArray that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "0x" + HexFormat.of().formatHex(value);
  }
}
