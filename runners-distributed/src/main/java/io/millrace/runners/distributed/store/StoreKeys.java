package io.millrace.runners.distributed.store;

import java.util.regex.Pattern;

/**
 * What keys of the store look like: relative paths with slashes that cannot lead anywhere else.
 * Keys also come out of files that somebody may have tampered with.
 */
public final class StoreKeys {

  /** How many characters a key can have. */
  public static final int MAX_CHARACTERS = 1024;

  /** Begins no key of the store: these have no colons. */
  private static final String OUTSIDE_KEY = "outside:";

  private static final Pattern OUTSIDE = Pattern.compile("/|[A-Za-z][A-Za-z0-9+.-]*:/");

  private StoreKeys() {}

  /**
   * The key itself.
   *
   * @throws IllegalArgumentException if it is empty, too long, absolute, or has an empty part, a
   *     part that is dots alone, a backslash, a colon or a control character
   */
  public static String checked(String key) {
    String wrong = wrongWith(key);
    if (!wrong.isEmpty()) {
      String shown = key.length() > 80 ? key.substring(0, 80) + "..." : key;
      throw new IllegalArgumentException("'" + shown + "' is no key of the store: " + wrong);
    }
    return key;
  }

  /** Whether {@link #checked} accepts it. */
  public static boolean isKey(String key) {
    return wrongWith(key).isEmpty();
  }

  /**
   * The key of a directory in which a savepoint is or will be: itself if it is a key; else one that
   * says that it is outside of the store. Nothing that was read may become such a key.
   */
  public static String ofPlace(String directory) {
    return isKey(directory) ? directory : OUTSIDE_KEY + directory;
  }

  /** What is outside of the store, as file systems understand it; empty if it is not outside. */
  static String outside(String key) {
    return key.startsWith(OUTSIDE_KEY) ? key.substring(OUTSIDE_KEY.length()) : "";
  }

  /** Whether a savepoint can be there: in a directory of the store, or outside. */
  public static boolean isPlace(String directory) {
    return isKey(directory)
        || (OUTSIDE.matcher(directory).lookingAt()
            && directory.length() <= MAX_CHARACTERS
            && directory.chars().noneMatch(c -> c < ' ' || c == 0x7f)
            && !directory.endsWith("/"));
  }

  private static String wrongWith(String key) {
    if (key.isEmpty()) {
      return "it is empty";
    }
    if (key.length() > MAX_CHARACTERS) {
      return "it has " + key.length() + " characters, and the limit is " + MAX_CHARACTERS;
    }
    int partStart = 0;
    for (int i = 0; i <= key.length(); i++) {
      char c = i == key.length() ? '/' : key.charAt(i);
      if (c == '/') {
        String part = key.substring(partStart, i);
        if (part.isEmpty() || part.equals(".") || part.equals("..")) {
          return "the part '" + part + "' at " + partStart + " is not a name";
        }
        partStart = i + 1;
      } else if (c < ' ' || c == 0x7f || c == '\\' || c == ':') {
        return "the character of code " + (int) c + " at " + i + " is not allowed";
      }
    }
    return "";
  }
}
