package io.millrace.examples;

import java.util.Locale;
import java.util.function.Consumer;

/** What a word is: a maximal run of letters, decimal digits and apostrophes, in lower case. */
public final class Words {

  private Words() {}

  /** Hands each word of a text to {@code consumer}, in order. */
  public static void forEach(String text, Consumer<String> consumer) {
    int start = -1;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (Character.isLetter(c) || Character.isDigit(c) || c == '\'') {
        if (start < 0) {
          start = i;
        }
      } else if (start >= 0) {
        consumer.accept(text.substring(start, i).toLowerCase(Locale.ROOT));
        start = -1;
      }
      i += Character.charCount(c);
    }
    if (start >= 0) {
      consumer.accept(text.substring(start).toLowerCase(Locale.ROOT));
    }
  }
}
