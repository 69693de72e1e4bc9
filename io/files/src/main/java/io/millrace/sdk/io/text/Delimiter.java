package io.millrace.sdk.io.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of the user's choice. */
final class Delimiter extends LineEnd {
  private static final long serialVersionUID = 1;

  private final byte[] delimiter;

  Delimiter(byte[] delimiter) {
    this.delimiter = delimiter.clone();
    if (delimiter.length == 0) {
      throw new IllegalArgumentException("the delimiter of lines needs at least one byte");
    }
    for (int border = 1; border < delimiter.length; border++) {
      if (Arrays.equals(
          delimiter, 0, border, delimiter, delimiter.length - border, delimiter.length)) {
        throw new IllegalArgumentException(
            "the delimiter of lines must not end as it begins, but this one does: " + this);
      }
    }
  }

  @Override
  int find(byte[] bytes, int from, int to) {
    byte first = delimiter[0];
    int last = to - delimiter.length;
    for (int i = from; i <= last; i++) {
      if (bytes[i] == first
          && Arrays.equals(bytes, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  int length(byte[] bytes, int at, int to) {
    return delimiter.length;
  }

  @Override
  int lookBack() {
    return delimiter.length;
  }

  @Override
  public String toString() {
    return new String(delimiter, StandardCharsets.UTF_8);
  }
}
