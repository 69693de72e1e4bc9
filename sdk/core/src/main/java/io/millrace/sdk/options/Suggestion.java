package io.millrace.sdk.options;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant. */
final class Suggestion {
  private Suggestion() {}

  /** The nearest of these names, the first among equals; null if none is near. */
  static @Nullable String nearest(String mistyped, Iterable<String> names) {
    String best = null;
    int bestDistance = Math.max(2, mistyped.length() / 3) + 1;
    for (String name : names) {
      int distance = distance(mistyped.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < bestDistance && distance < name.length()) {
        best = name;
        bestDistance = distance;
      }
    }
    return best;
  }

  /**
   * How many characters to insert, delete, replace or swap with their neighbour to get from one to
   * the other (Damerau 1964, in the restricted form).
   */
  private static int distance(String from, String to) {
    int[][] d = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + replace);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[from.length()][to.length()];
  }
}
