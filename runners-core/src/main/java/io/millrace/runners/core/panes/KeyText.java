package io.millrace.runners.core.panes;

import org.jspecify.annotations.Nullable;

/** Keys as text for people. */
final class KeyText {

  /** Longer ones are cut off. */
  private static final int LONGEST = 100;

  private KeyText() {}

  /** The key as text, strings in quotes. */
  static String of(@Nullable Object key) {
    String text;
    try {
      text = key instanceof String ? "\"" + key + "\"" : String.valueOf(key);
    } catch (RuntimeException e) {
      // Notes must not make a pipeline fail that works without them.
      text = "a key whose toString() failed: " + e.getClass().getName();
    }
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
