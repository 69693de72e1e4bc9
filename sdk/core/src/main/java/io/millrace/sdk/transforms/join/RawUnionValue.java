package io.millrace.sdk.transforms.join;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value of one of several collections, with the number of the collection. Immutable. */
public final class RawUnionValue {

  private final int unionTag;
  private final @Nullable Object value;

  /** The value of the collection with the given number, which counts from 0. */
  public RawUnionValue(int unionTag, @Nullable Object value) {
    this.unionTag = unionTag;
    this.value = value;
  }

  /** The number of the collection. */
  public int getUnionTag() {
    return unionTag;
  }

  /** The value; null if the collection has it. */
  public @Nullable Object getValue() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RawUnionValue that
        && unionTag == that.unionTag
        && Objects.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * unionTag + Objects.hashCode(value);
  }

  @Override
  public String toString() {
    return unionTag + ":" + value;
  }
}
