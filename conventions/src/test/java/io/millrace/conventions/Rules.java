package io.millrace.conventions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of {@code docs/semantics.md}, and where tests cite them. */
final class Rules {

  static final String BOOK = "docs/semantics.md";

  private static final Pattern RULE =
      Pattern.compile("^- \\*\\*([A-Z]\\d+)\\*\\* ((?s:.*?))(?=^- |^#|\\z)", Pattern.MULTILINE);

  /** "rule L1", "Rules W2, R1 and L1": the numbers that follow the word. */
  private static final Pattern CITATION =
      Pattern.compile(
          "\\b[Rr]ules? ([A-Z]\\d+(?:(?:,| and|, and)[\\s*]+[A-Z]\\d+)*)" + "|; and ([A-Z]\\d+):");

  /** {@code ruleR2TriggersThatLoseNothingAreTaken}. */
  private static final Pattern NAME = Pattern.compile("\\bvoid (rule([A-Z]\\d+)[A-Z]\\w*)\\(");

  private static final Pattern NUMBER = Pattern.compile("[A-Z]\\d+");
  private static final Pattern DECLARATION =
      Pattern.compile("\\b(?:void|class|interface|record|enum) (\\w+)");
  private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

  /** Where a rule is cited: the class, and the test if it is at one. */
  record Citation(String rule, String path, String test) {

    /** As documents name it. */
    String name() {
      String file = path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
      return test.isEmpty() || test.equals(file) ? file : file + "#" + test;
    }
  }

  private Rules() {}

  /** The text of each rule by its number, in the order of the book. */
  static Map<String, String> all() {
    Map<String, String> rules = new LinkedHashMap<>();
    Matcher rule = RULE.matcher(Repository.texts().get(BOOK));
    while (rule.find()) {
      rules.put(rule.group(1), rule.group(2).strip().replaceAll("\\s+", " "));
    }
    return rules;
  }

  /** Those that have no test yet, for a reason. */
  static boolean isForLater(String text) {
    return text.matches(".*\\*Later: .+\\*");
  }

  static boolean isTest(String path) {
    boolean contract = path.contains("/sdk/testing/contract/") && path.endsWith("Contract.java");
    boolean test = path.contains("/src/test/") && path.endsWith("Test.java");
    return (contract || test) && !path.startsWith("conventions/");
  }

  /** All citations in a file. */
  static List<Citation> citations(String path, String text) {
    List<Citation> found = new ArrayList<>();
    Matcher citation = CITATION.matcher(text);
    while (citation.find()) {
      String numbers = citation.group(1) != null ? citation.group(1) : citation.group(2);
      Matcher number = NUMBER.matcher(numbers);
      while (number.find()) {
        found.add(new Citation(number.group(), path, owner(text, citation.start())));
      }
    }
    Matcher named = NAME.matcher(text);
    while (named.find()) {
      found.add(new Citation(named.group(2), path, named.group(1)));
    }
    return found;
  }

  /** What a comment before a declaration is about, or else the method around. */
  private static String owner(String text, int at) {
    int opened = text.lastIndexOf("/**", at);
    int closed = text.indexOf("*/", Math.max(opened, 0));
    if (opened >= 0 && closed > at) {
      Matcher declared = DECLARATION.matcher(text);
      return declared.find(closed) ? declared.group(1) : "";
    }
    String name = "";
    Matcher method = METHOD.matcher(text);
    while (method.find() && method.start() < at) {
      name = method.group(1);
    }
    return name;
  }

  /** The tests that cite each rule, by its number; the contract's first. */
  static TreeMap<String, TreeSet<String>> tests() {
    TreeMap<String, TreeSet<String>> tests = new TreeMap<>();
    Repository.texts()
        .forEach(
            (path, text) -> {
              if (isTest(path)) {
                for (Citation citation : citations(path, text)) {
                  tests
                      .computeIfAbsent(citation.rule(), rule -> new TreeSet<>())
                      .add(citation.name());
                }
              }
            });
    return tests;
  }
}
