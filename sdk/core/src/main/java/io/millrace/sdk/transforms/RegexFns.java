package io.millrace.sdk.transforms;

import io.millrace.sdk.values.KV;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions of {@link Regex}. */
final class RegexFns {

  private RegexFns() {}

  /** How much of the text has to match. */
  enum Search {
    /** All of it. */
    WHOLE,
    /** Any part; the first that does is taken. */
    PART;

    boolean succeeds(Matcher matcher) {
      return this == WHOLE ? matcher.matches() : matcher.find();
    }
  }

  /**
   * A group of a pattern, by number or by name.
   *
   * @param number counts opening brackets; 0 is the whole match
   * @param name null if the group is known by number
   */
  record Group(int number, @Nullable String name) implements Serializable {

    static Group of(Pattern pattern, int number) {
      int count = pattern.matcher("").groupCount();
      if (number < 0 || number > count) {
        throw new IllegalArgumentException(
            "The pattern \""
                + pattern
                + "\" has no group "
                + number
                + ": give a number from 0, for the whole match, to "
                + count);
      }
      return new Group(number, null);
    }

    static Group of(Pattern pattern, String name) {
      if (!isKnown(pattern, name)) {
        throw new IllegalArgumentException(
            "The pattern \""
                + pattern
                + "\" has no group named \""
                + name
                + "\": name one in it with (?<"
                + name
                + ">...)");
      }
      return new Group(0, name);
    }

    // A matcher tells about names only once it has matched: the same pattern, or else nothing,
    // matches the empty text.
    private static boolean isKnown(Pattern pattern, String name) {
      Matcher matcher = Pattern.compile("|" + pattern.pattern(), pattern.flags()).matcher("");
      if (!matcher.find()) {
        return false; // a literal pattern: no groups
      }
      try {
        matcher.group(name);
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    /** What the group matched; null if it took no part in the match. */
    @SuppressWarnings("NullAway") // Matcher's results are not annotated; null is caught by coders
    String in(Matcher matcher) {
      String byName = name;
      return byName != null ? matcher.group(byName) : matcher.group(number);
    }
  }

  /** One group, if the text matches. */
  record OneGroup(Pattern pattern, Search search, Group group)
      implements ProcessFunction<String, Iterable<String>> {
    @Override
    public Iterable<String> apply(String text) {
      Matcher matcher = pattern.matcher(text);
      return search.succeeds(matcher)
          ? Collections.singletonList(group.in(matcher))
          : Collections.emptyList();
    }
  }

  /** Two groups as a pair, if the text matches. */
  record TwoGroups(Pattern pattern, Search search, Group key, Group value)
      implements ProcessFunction<String, Iterable<KV<String, String>>> {
    @Override
    public Iterable<KV<String, String>> apply(String text) {
      Matcher matcher = pattern.matcher(text);
      return search.succeeds(matcher)
          ? Collections.singletonList(KV.of(key.in(matcher), value.in(matcher)))
          : Collections.emptyList();
    }
  }

  /** All groups in one list, if the text matches. */
  record AllGroups(Pattern pattern, Search search)
      implements ProcessFunction<String, Iterable<List<String>>> {
    @Override
    public Iterable<List<String>> apply(String text) {
      Matcher matcher = pattern.matcher(text);
      if (!search.succeeds(matcher)) {
        return Collections.emptyList();
      }
      List<String> groups = new ArrayList<>();
      for (int i = 0; i <= matcher.groupCount(); i++) {
        groups.add(matcher.group(i));
      }
      return Collections.singletonList(groups);
    }
  }

  /** The text with one or all matches replaced. */
  record Replacement(Pattern pattern, String replacement, boolean all)
      implements ProcessFunction<String, String> {
    @Override
    public String apply(String text) {
      Matcher matcher = pattern.matcher(text);
      return all ? matcher.replaceAll(replacement) : matcher.replaceFirst(replacement);
    }
  }

  /** What is between matches. */
  record Pieces(Pattern pattern, boolean outputEmpty)
      implements ProcessFunction<String, Iterable<String>> {

    private static final int KEEP_EMPTY_AT_END = -1;

    @Override
    public Iterable<String> apply(String text) {
      List<String> pieces = new ArrayList<>();
      for (String piece : pattern.split(text, KEEP_EMPTY_AT_END)) {
        if (outputEmpty || !piece.isEmpty()) {
          pieces.add(piece);
        }
      }
      return pieces;
    }
  }
}
