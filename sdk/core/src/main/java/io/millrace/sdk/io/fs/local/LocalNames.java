package io.millrace.sdk.io.fs.local;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Turns names as users write them into paths. */
final class LocalNames {

  private LocalNames() {}

  /**
   * The path of a name.
   *
   * @throws IllegalArgumentException if the name has characters that the JVM cannot give to the
   *     operating system
   */
  static Path toPath(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s cannot be a file name: %s. File names are encoded in %s here; a UTF-8 locale,"
                  + " such as LC_ALL=C.UTF-8, allows all characters.",
              name, e.getReason(), System.getProperty("sun.jnu.encoding")),
          e);
    }
  }

  /** The directory that a file is in; the root's is itself. */
  static Path directoryOf(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  /** Takes the scheme and the percent signs off a {@code file:} URI; other names stay. */
  static String withoutScheme(String spec) {
    if (!spec.regionMatches(true, 0, "file:/", 0, 6)) {
      return spec;
    }
    String rest = spec.substring(5);
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      String host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
      if (!host.isEmpty() && !host.equals("localhost")) {
        throw new IllegalArgumentException(
            spec + " names the host " + host + "; local files have none: write file:///path");
      }
      rest = slash < 0 ? "/" : rest.substring(slash);
    }
    return percentDecoded(rest);
  }

  private static String percentDecoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (bytes[i] == '%' && high >= 0 && low >= 0) {
        decoded.write(high * 16 + low);
        i += 2;
      } else {
        decoded.write(bytes[i]);
      }
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }
}
