package io.millrace.benchmarks;

import io.millrace.examples.auction.ResultHash;
import java.util.Locale;
import java.util.function.Consumer;

/** What a word is: a maximal run of letters, decimal digits and apostrophes, in lower case. */
final class Words {

  private Words() {}

  static void forEach(String text, Consumer<String> consumer) {
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

  /** The hash of one result row. */
  static long hash(String word, long count) {
    return ResultHash.of(ResultHash.of(11, word), count);
  }
}
