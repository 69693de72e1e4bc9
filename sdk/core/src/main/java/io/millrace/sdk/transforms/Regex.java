package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.RegexFns.AllGroups;
import io.millrace.sdk.transforms.RegexFns.Group;
import io.millrace.sdk.transforms.RegexFns.OneGroup;
import io.millrace.sdk.transforms.RegexFns.Pieces;
import io.millrace.sdk.transforms.RegexFns.Replacement;
import io.millrace.sdk.transforms.RegexFns.Search;
import io.millrace.sdk.transforms.RegexFns.TwoGroups;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Transforms of text by regular expressions, as {@link Pattern} knows them.
 *
 * <p>{@code matches} looks at the whole text, {@code find} for its first part that matches; texts
 * without match give nothing. Group 0 is the whole match. A group that takes no part in a match is
 * null; where it is asked for by itself, that is an error. All throw {@link
 * IllegalArgumentException} for a pattern that is none ({@link
 * java.util.regex.PatternSyntaxException}) and for a group that it does not have.
 */
public final class Regex {

  private Regex() {}

  /** Gives the texts that match. */
  public static Matches matches(String regex) {
    return matches(Pattern.compile(regex));
  }

  /** Gives the texts that match. */
  public static Matches matches(Pattern pattern) {
    return matches(pattern, 0);
  }

  /** Gives a group of each text that matches. */
  public static Matches matches(String regex, int group) {
    return matches(Pattern.compile(regex), group);
  }

  /** Gives a group of each text that matches. */
  public static Matches matches(Pattern pattern, int group) {
    return new Matches(pattern, group);
  }

  /** Gives a named group of each text that matches. */
  public static MatchesName matches(String regex, String groupName) {
    return matches(Pattern.compile(regex), groupName);
  }

  /** Gives a named group of each text that matches. */
  public static MatchesName matches(Pattern pattern, String groupName) {
    return new MatchesName(pattern, groupName);
  }

  /** Gives a list of all groups of each text that matches, beginning with group 0. */
  public static AllMatches allMatches(String regex) {
    return allMatches(Pattern.compile(regex));
  }

  /** Gives a list of all groups of each text that matches, beginning with group 0. */
  public static AllMatches allMatches(Pattern pattern) {
    return new AllMatches(pattern);
  }

  /** Gives two groups of each text that matches, as key and value. */
  public static MatchesKV matchesKV(String regex, int keyGroup, int valueGroup) {
    return matchesKV(Pattern.compile(regex), keyGroup, valueGroup);
  }

  /** Gives two groups of each text that matches, as key and value. */
  public static MatchesKV matchesKV(Pattern pattern, int keyGroup, int valueGroup) {
    return new MatchesKV(pattern, keyGroup, valueGroup);
  }

  /** Gives two named groups of each text that matches, as key and value. */
  public static MatchesNameKV matchesKV(String regex, String keyGroupName, String valueGroupName) {
    return matchesKV(Pattern.compile(regex), keyGroupName, valueGroupName);
  }

  /** Gives two named groups of each text that matches, as key and value. */
  public static MatchesNameKV matchesKV(
      Pattern pattern, String keyGroupName, String valueGroupName) {
    return new MatchesNameKV(pattern, keyGroupName, valueGroupName);
  }

  /** Gives the first match in each text. */
  public static Find find(String regex) {
    return find(Pattern.compile(regex));
  }

  /** Gives the first match in each text. */
  public static Find find(Pattern pattern) {
    return find(pattern, 0);
  }

  /** Gives a group of the first match in each text. */
  public static Find find(String regex, int group) {
    return find(Pattern.compile(regex), group);
  }

  /** Gives a group of the first match in each text. */
  public static Find find(Pattern pattern, int group) {
    return new Find(pattern, group);
  }

  /** Gives a named group of the first match in each text. */
  public static FindName find(String regex, String groupName) {
    return find(Pattern.compile(regex), groupName);
  }

  /** Gives a named group of the first match in each text. */
  public static FindName find(Pattern pattern, String groupName) {
    return new FindName(pattern, groupName);
  }

  /** Gives a list of all groups of the first match in each text, beginning with group 0. */
  public static FindAll findAll(String regex) {
    return findAll(Pattern.compile(regex));
  }

  /** Gives a list of all groups of the first match in each text, beginning with group 0. */
  public static FindAll findAll(Pattern pattern) {
    return new FindAll(pattern);
  }

  /** Gives two groups of the first match in each text, as key and value. */
  public static FindKV findKV(String regex, int keyGroup, int valueGroup) {
    return findKV(Pattern.compile(regex), keyGroup, valueGroup);
  }

  /** Gives two groups of the first match in each text, as key and value. */
  public static FindKV findKV(Pattern pattern, int keyGroup, int valueGroup) {
    return new FindKV(pattern, keyGroup, valueGroup);
  }

  /** Gives two named groups of the first match in each text, as key and value. */
  public static FindNameKV findKV(String regex, String keyGroupName, String valueGroupName) {
    return findKV(Pattern.compile(regex), keyGroupName, valueGroupName);
  }

  /** Gives two named groups of the first match in each text, as key and value. */
  public static FindNameKV findKV(Pattern pattern, String keyGroupName, String valueGroupName) {
    return new FindNameKV(pattern, keyGroupName, valueGroupName);
  }

  /** Replaces all matches; {@code $1} in the replacement stands for group 1. */
  public static ReplaceAll replaceAll(String regex, String replacement) {
    return replaceAll(Pattern.compile(regex), replacement);
  }

  /** Replaces all matches; {@code $1} in the replacement stands for group 1. */
  public static ReplaceAll replaceAll(Pattern pattern, String replacement) {
    return new ReplaceAll(pattern, replacement);
  }

  /** Replaces the first match; {@code $1} in the replacement stands for group 1. */
  public static ReplaceFirst replaceFirst(String regex, String replacement) {
    return replaceFirst(Pattern.compile(regex), replacement);
  }

  /** Replaces the first match; {@code $1} in the replacement stands for group 1. */
  public static ReplaceFirst replaceFirst(Pattern pattern, String replacement) {
    return new ReplaceFirst(pattern, replacement);
  }

  /** Gives what is between matches, without empty pieces. */
  public static Split split(String regex) {
    return split(Pattern.compile(regex));
  }

  /** Gives what is between matches, without empty pieces. */
  public static Split split(Pattern pattern) {
    return split(pattern, false);
  }

  /** Gives what is between matches, with or without empty pieces. */
  public static Split split(String regex, boolean outputEmpty) {
    return split(Pattern.compile(regex), outputEmpty);
  }

  /** Gives what is between matches, with or without empty pieces. */
  public static Split split(Pattern pattern, boolean outputEmpty) {
    return new Split(pattern, outputEmpty);
  }

  private static ElementDoFn<String, String, ?> oneGroup(
      Pattern pattern, Search search, Group group) {
    return new ElementDoFn.FlatMap<>(
        new OneGroup(pattern, search, group), TypeDescriptors.strings(), TypeDescriptors.strings());
  }

  private static ElementDoFn<String, KV<String, String>, ?> twoGroups(
      Pattern pattern, Search search, Group key, Group value) {
    return new ElementDoFn.FlatMap<>(
        new TwoGroups(pattern, search, key, value),
        TypeDescriptors.strings(),
        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.strings()));
  }

  private static ElementDoFn<String, String, ?> replacement(
      Pattern pattern, String replacement, boolean all) {
    return new ElementDoFn.Map<>(
        new Replacement(pattern, replacement, all),
        TypeDescriptors.strings(),
        TypeDescriptors.strings());
  }

  /** Gives all groups of a match. */
  private abstract static class Groups extends RegexTransform<List<String>> {

    private static final TypeDescriptor<List<String>> TYPE =
        TypeDescriptors.lists(TypeDescriptors.strings());

    Groups(Pattern pattern, Search search) {
      super(
          pattern,
          new ElementDoFn.FlatMap<>(
              new AllGroups(pattern, search), TypeDescriptors.strings(), TYPE));
    }

    @Override
    public PCollection<List<String>> expand(PCollection<String> input) {
      return super.expand(input).setCoder(ListCoder.of(NullableCoder.of(StringUtf8Coder.of())));
    }
  }

  /** See {@link Regex#matches(Pattern, int)}. */
  public static final class Matches extends RegexTransform<String> {
    /** See {@link Regex#matches(Pattern, int)}. */
    public Matches(Pattern pattern, int group) {
      super(pattern, oneGroup(pattern, Search.WHOLE, Group.of(pattern, group)));
    }
  }

  /** See {@link Regex#matches(Pattern, String)}. */
  public static final class MatchesName extends RegexTransform<String> {
    /** See {@link Regex#matches(Pattern, String)}. */
    public MatchesName(Pattern pattern, String groupName) {
      super(pattern, oneGroup(pattern, Search.WHOLE, Group.of(pattern, groupName)));
    }
  }

  /** See {@link Regex#allMatches(Pattern)}. */
  public static final class AllMatches extends Groups {
    /** See {@link Regex#allMatches(Pattern)}. */
    public AllMatches(Pattern pattern) {
      super(pattern, Search.WHOLE);
    }
  }

  /** See {@link Regex#matchesKV(Pattern, int, int)}. */
  public static final class MatchesKV extends RegexTransform<KV<String, String>> {
    /** See {@link Regex#matchesKV(Pattern, int, int)}. */
    public MatchesKV(Pattern pattern, int keyGroup, int valueGroup) {
      super(
          pattern,
          twoGroups(
              pattern, Search.WHOLE, Group.of(pattern, keyGroup), Group.of(pattern, valueGroup)));
    }
  }

  /** See {@link Regex#matchesKV(Pattern, String, String)}. */
  public static final class MatchesNameKV extends RegexTransform<KV<String, String>> {
    /** See {@link Regex#matchesKV(Pattern, String, String)}. */
    public MatchesNameKV(Pattern pattern, String keyGroupName, String valueGroupName) {
      super(
          pattern,
          twoGroups(
              pattern,
              Search.WHOLE,
              Group.of(pattern, keyGroupName),
              Group.of(pattern, valueGroupName)));
    }
  }

  /** See {@link Regex#find(Pattern, int)}. */
  public static final class Find extends RegexTransform<String> {
    /** See {@link Regex#find(Pattern, int)}. */
    public Find(Pattern pattern, int group) {
      super(pattern, oneGroup(pattern, Search.PART, Group.of(pattern, group)));
    }
  }

  /** See {@link Regex#find(Pattern, String)}. */
  public static final class FindName extends RegexTransform<String> {
    /** See {@link Regex#find(Pattern, String)}. */
    public FindName(Pattern pattern, String groupName) {
      super(pattern, oneGroup(pattern, Search.PART, Group.of(pattern, groupName)));
    }
  }

  /** See {@link Regex#findAll(Pattern)}. */
  public static final class FindAll extends Groups {
    /** See {@link Regex#findAll(Pattern)}. */
    public FindAll(Pattern pattern) {
      super(pattern, Search.PART);
    }
  }

  /** See {@link Regex#findKV(Pattern, int, int)}. */
  public static final class FindKV extends RegexTransform<KV<String, String>> {
    /** See {@link Regex#findKV(Pattern, int, int)}. */
    public FindKV(Pattern pattern, int keyGroup, int valueGroup) {
      super(
          pattern,
          twoGroups(
              pattern, Search.PART, Group.of(pattern, keyGroup), Group.of(pattern, valueGroup)));
    }
  }

  /** See {@link Regex#findKV(Pattern, String, String)}. */
  public static final class FindNameKV extends RegexTransform<KV<String, String>> {
    /** See {@link Regex#findKV(Pattern, String, String)}. */
    public FindNameKV(Pattern pattern, String keyGroupName, String valueGroupName) {
      super(
          pattern,
          twoGroups(
              pattern,
              Search.PART,
              Group.of(pattern, keyGroupName),
              Group.of(pattern, valueGroupName)));
    }
  }

  /** See {@link Regex#replaceAll(Pattern, String)}. */
  public static final class ReplaceAll extends RegexTransform<String> {
    /** See {@link Regex#replaceAll(Pattern, String)}. */
    public ReplaceAll(Pattern pattern, String replacement) {
      super(pattern, replacement(pattern, replacement, true));
    }
  }

  /** See {@link Regex#replaceFirst(Pattern, String)}. */
  public static final class ReplaceFirst extends RegexTransform<String> {
    /** See {@link Regex#replaceFirst(Pattern, String)}. */
    public ReplaceFirst(Pattern pattern, String replacement) {
      super(pattern, replacement(pattern, replacement, false));
    }
  }

  /** See {@link Regex#split(Pattern, boolean)}. */
  public static final class Split extends RegexTransform<String> {
    /** See {@link Regex#split(Pattern, boolean)}. */
    public Split(Pattern pattern, boolean outputEmpty) {
      super(
          pattern,
          new ElementDoFn.FlatMap<>(
              new Pieces(pattern, outputEmpty),
              TypeDescriptors.strings(),
              TypeDescriptors.strings()));
    }
  }
}
