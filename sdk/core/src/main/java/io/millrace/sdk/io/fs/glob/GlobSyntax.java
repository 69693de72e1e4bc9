package io.millrace.sdk.io.fs.glob;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The syntax of patterns: {@code *} and {@code ?} stand for characters other than a slash, {@code
 * [a-c]} and {@code [!a-c]} for one of them, {@code {a,b}} for either text, {@code **} for
 * directories at any depth (also none, before a slash); a backslash takes a character as it is.
 */
final class GlobSyntax {

  /** How many patterns braces may multiply to. */
  static final int MAX_ALTERNATIVES = 10_000;

  private GlobSyntax() {}

  /** The patterns that a pattern stands for once its braces are taken apart. */
  static List<String> alternatives(String pattern) {
    List<String> done = new ArrayList<>();
    expand(pattern, "", pattern, done);
    return done;
  }

  private static void expand(String whole, String before, String rest, List<String> done) {
    int open = indexOfTopLevel(rest, '{', 0);
    if (open < 0) {
      if (done.size() == MAX_ALTERNATIVES) {
        throw new IllegalArgumentException(
            "the braces of pattern " + whole + " stand for more than " + MAX_ALTERNATIVES);
      }
      done.add(before + rest);
      return;
    }
    String head = before + rest.substring(0, open);
    int start = open + 1;
    List<String> choices = new ArrayList<>();
    int depth = 0;
    for (int i = start; i < rest.length(); i = next(rest, i)) {
      char c = rest.charAt(i);
      if (c == '{') {
        depth++;
      } else if (depth > 0 && c == '}') {
        depth--;
      } else if (depth == 0 && (c == ',' || c == '}')) {
        choices.add(rest.substring(start, i));
        start = i + 1;
        if (c == '}') {
          for (String choice : choices) {
            expand(whole, head, choice + rest.substring(start), done);
          }
          return;
        }
      }
    }
    throw new IllegalArgumentException("a { is not closed in pattern " + whole);
  }

  /** The parts between slashes, without empty ones. */
  static List<String> parts(String pattern) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start <= pattern.length()) {
      int slash = indexOfTopLevel(pattern, '/', start);
      int end = slash < 0 ? pattern.length() : slash;
      if (end > start) {
        parts.add(pattern.substring(start, end));
      }
      start = end + 1;
    }
    return parts;
  }

  static String unescaped(String part) {
    if (part.indexOf('\\') < 0) {
      return part;
    }
    StringBuilder text = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) == '\\' && i + 1 < part.length()) {
        i++;
      }
      text.append(part.charAt(i));
    }
    return text.toString();
  }

  /** The text before the first wildcard of a part. */
  static String literalPrefix(String part) {
    int end = 0;
    while (end < part.length() && "*?[{".indexOf(part.charAt(end)) < 0) {
      end += part.charAt(end) == '\\' ? 2 : 1;
    }
    return unescaped(part.substring(0, Math.min(end, part.length())));
  }

  /** A regular expression for one part, or for several with slashes between. */
  static Pattern regex(String whole, String pattern) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (pattern.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 3;
      } else if (pattern.startsWith("**", i)) {
        regex.append(".*");
        i += 2;
      } else if (c == '*') {
        regex.append("[^/]*");
        i++;
      } else if (c == '?') {
        regex.append("[^/]");
        i++;
      } else if (c == '[') {
        i = appendClass(whole, pattern, i, regex);
      } else {
        if (c == '\\' && i + 1 < pattern.length()) {
          i++;
        }
        regex.append(
            Pattern.quote(pattern.substring(i, i + Character.charCount(pattern.codePointAt(i)))));
        i += Character.charCount(pattern.codePointAt(i));
      }
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "pattern " + whole + " is malformed: " + e.getDescription(), e);
    }
  }

  private static int appendClass(String whole, String pattern, int open, StringBuilder regex) {
    int close = closingBracket(pattern, open);
    if (close < 0) {
      throw new IllegalArgumentException("a [ is not closed in pattern " + whole);
    }
    int i = open + 1;
    boolean negated = pattern.charAt(i) == '!' || pattern.charAt(i) == '^';
    regex.append(negated ? "[^/" : "[[^/]&&[");
    if (negated) {
      i++;
    }
    for (; i < close; i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < close) {
        i++;
        c = pattern.charAt(i);
        regex.append('\\').append(c);
      } else if (c == '-') {
        regex.append(c);
      } else {
        regex.append("[]&^\\".indexOf(c) >= 0 ? "\\" : "").append(c);
      }
    }
    regex.append(negated ? "]" : "]]");
    return close + 1;
  }

  /**
   * Where the class that opens at {@code open} closes, or -1; a bracket that comes first is text.
   */
  private static int closingBracket(String text, int open) {
    int i = open + 1;
    if (i < text.length() && (text.charAt(i) == '!' || text.charAt(i) == '^')) {
      i++;
    }
    if (i < text.length() && text.charAt(i) == ']') {
      i++;
    }
    for (; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ']') {
        return i;
      }
    }
    return -1;
  }

  /** The index of a character that is neither escaped nor within brackets, or -1. */
  private static int indexOfTopLevel(String text, char wanted, int from) {
    for (int i = from; i < text.length(); i = next(text, i)) {
      if (text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** The index behind the character, the escaped character or the bracketed class at {@code i}. */
  private static int next(String text, int i) {
    char c = text.charAt(i);
    if (c == '\\') {
      return i + 2;
    }
    if (c == '[') {
      int close = closingBracket(text, i);
      return close < 0 ? i + 1 : close + 1;
    }
    return i + 1;
  }
}
