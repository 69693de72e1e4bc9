package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every rule of the rule book has a test, and whoever cites a rule cites one that is there. */
class RulesTest {

  private static final String TABLE = "docs/semantics-tests.md";

  /** So many tests of a rule are named in the table; there may be more. */
  private static final int NAMED = 3;

  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\| (.+) \\|$");

  private final Map<String, String> rules = Rules.all();
  private final Map<String, TreeSet<String>> tests = Rules.tests();

  @Test
  void theBookHasAllRules() {
    assertThat(rules).hasSizeGreaterThan(90).containsKeys("W1", "Q3");
  }

  @Test
  void whoCitesARuleCitesOneThatIsThere() {
    List<String> unknown = new ArrayList<>();
    int citations = 0;
    for (Map.Entry<String, String> file : Repository.texts().entrySet()) {
      if (file.getKey().endsWith(".java") && !file.getKey().startsWith("conventions/")) {
        for (Rules.Citation citation : Rules.citations(file.getKey(), file.getValue())) {
          citations++;
          if (!rules.containsKey(citation.rule())) {
            unknown.add(file.getKey() + " cites " + citation.rule());
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(citations).as("citations looked at").isGreaterThan(100);
  }

  @Test
  void everyRuleThatHoldsTodayHasATest() {
    List<String> without = new ArrayList<>();
    rules.forEach(
        (rule, text) -> {
          if (!Rules.isForLater(text) && !tests.containsKey(rule)) {
            without.add(rule + " " + text);
          }
        });
    assertThat(without)
        .as("rules of " + Rules.BOOK + " that no test cites; cite them as 'Rule X1' in a comment")
        .isEmpty();
  }

  /** More tests may come without a change of the table; those that it names must be there. */
  @Test
  void theTableNamesTestsOfEveryRule() throws IOException {
    Path regenerated = Path.of("target", "semantics-tests.md");
    Files.createDirectories(regenerated.getParent());
    Files.writeString(regenerated, table());

    List<String> rows = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    Matcher row = ROW.matcher(Repository.texts().getOrDefault(TABLE, ""));
    while (row.find()) {
      String rule = row.group(1);
      rows.add(rule);
      String cell = row.group(2);
      if (Rules.isForLater(rules.getOrDefault(rule, "")) && !tests.containsKey(rule)) {
        continue;
      }
      for (String name : cell.replace("`", "").split(", ")) {
        if (!tests.getOrDefault(rule, new TreeSet<>()).contains(name)) {
          wrong.add(rule + ": " + name);
        }
      }
    }
    assertThat(wrong)
        .as(
            "tests that %s names and that do not cite the rule; copy %s over it",
            TABLE, regenerated)
        .isEmpty();
    assertThat(rows)
        .as("rules in the table; copy %s over it", regenerated)
        .containsExactlyElementsOf(rules.keySet());
  }

  private String table() {
    StringBuilder table =
        new StringBuilder(
            """
            # Tests of the rules

            For each rule of [semantics.md](semantics.md) some of its tests, class and method. Tests of the contract between
            pipelines and runners are run by every runner, in bundles of every shape.

            | rule | tests |
            | --- | --- |
            """);
    rules.forEach(
        (rule, text) -> {
          String cell =
              tests.getOrDefault(rule, new TreeSet<>()).stream()
                  .sorted(
                      Comparator.comparing((String name) -> !name.contains("Contract"))
                          .thenComparing(name -> !name.contains("#"))
                          .thenComparing(Comparator.naturalOrder()))
                  .limit(NAMED)
                  .map(name -> "`" + name + "`")
                  .reduce((a, b) -> a + ", " + b)
                  .orElseGet(() -> text.replaceAll(".*\\*(Later: .+)\\*.*", "$1"));
          table.append("| ").append(rule).append(" | ").append(cell).append(" |\n");
        });
    return table.toString();
  }

  @Test
  void citationsAreFoundInTheirManyForms() {
    String source =
        """
        /** Rules of thumb. Rule A1. */
        class ThingTest {
          /** Rules W2, R1 and L1: something. */
          @Test
          void first() {
            // rule P3: why
            assertThat(x).as("rule P4: this").isTrue();
          }

          @Test
          void ruleP5PanesAreNumbered() {}
        }
        """;
    assertThat(Rules.citations("x/src/test/java/ThingTest.java", source))
        .extracting(citation -> citation.rule() + " " + citation.name())
        .containsExactly(
            "A1 ThingTest",
            "W2 ThingTest#first",
            "R1 ThingTest#first",
            "L1 ThingTest#first",
            "P3 ThingTest#first",
            "P4 ThingTest#first",
            "P5 ThingTest#ruleP5PanesAreNumbered");
  }
}
