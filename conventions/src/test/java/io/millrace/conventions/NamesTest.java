package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NamesTest {

  /** Words that say nothing about what a thing is. */
  private static final List<String> EMPTY_WORDS =
      List.of("Util", "Utils", "Common", "Helper", "Helpers", "Impl", "Manager", "Misc", "Stuff");

  /** Types and packages whose names stay, each with its reason. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "io.millrace.sdk.util", "Beam's public package; users' own coders import VarInt of it");

  @Test
  void namesOfTypesAndPackagesSayWhatThingsAre() {
    TreeSet<String> names = new TreeSet<>();
    for (String path : Repository.mainSources().keySet()) {
      String javaPath =
          path.substring(path.indexOf("/src/main/java/") + "/src/main/java/".length());
      names.add(javaPath.replace(".java", "").replace('/', '.'));
    }
    List<String> wrong = new ArrayList<>();
    for (String name : names) {
      if (!isException(name) && saysNothing(name)) {
        wrong.add(name);
      }
    }
    assertThat(wrong).as("names with an empty word in them").isEmpty();
    assertThat(names).as("types looked at").hasSizeGreaterThan(100);
    for (String exception : EXCEPTIONS.keySet()) {
      assertThat(names).as("what is called " + exception).anyMatch(name -> isIn(exception, name));
    }
  }

  private static boolean isException(String name) {
    return EXCEPTIONS.keySet().stream().anyMatch(exception -> isIn(exception, name));
  }

  private static boolean isIn(String exception, String name) {
    return name.equals(exception) || name.startsWith(exception + ".");
  }

  private static boolean saysNothing(String qualifiedName) {
    String[] parts = qualifiedName.split("\\.");
    String type = parts[parts.length - 1];
    boolean inPackage =
        Arrays.stream(parts, 0, parts.length - 1)
            .anyMatch(part -> EMPTY_WORDS.stream().anyMatch(part::equalsIgnoreCase));
    return inPackage
        || type.startsWith("Abstract")
        || Arrays.stream(type.split("(?<=[a-z0-9])(?=[A-Z])")).anyMatch(EMPTY_WORDS::contains);
  }

  @Test
  void theRuleKnowsAnEmptyWordWhenItSeesOne() {
    assertThat(saysNothing("io.millrace.x.StringUtils")).isTrue();
    assertThat(saysNothing("io.millrace.x.AbstractThing")).isTrue();
    assertThat(saysNothing("io.millrace.util.Thing")).isTrue();
    assertThat(saysNothing("io.millrace.x.ThingImpl")).isTrue();
    assertThat(saysNothing("io.millrace.x.Implication")).isFalse();
    assertThat(saysNothing("io.millrace.x.Utilisation")).isFalse();
  }
}
