package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SourcesTest {

  private static final TreeMap<String, String> TEXTS = Repository.texts();

  private static final Predicate<String> IS_JAVA = path -> path.endsWith(".java");
  private static final Predicate<String> IS_THIS = path -> path.endsWith("/SourcesTest.java");

  private static List<String> filesWith(String regex, Predicate<String> where) {
    Pattern pattern = Pattern.compile(regex);
    List<String> found = new ArrayList<>();
    int looked = 0;
    for (Map.Entry<String, String> file : TEXTS.entrySet()) {
      if (where.test(file.getKey()) && !IS_THIS.test(file.getKey())) {
        looked++;
        if (pattern.matcher(file.getValue()).find()) {
          found.add(file.getKey());
        }
      }
    }
    assertThat(looked).as("files looked at").isGreaterThan(50);
    return found;
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(filesWith("\\b(TODO|FIXME|XXX)\\b", path -> true)).isEmpty();
  }

  @Test
  void noTestSleeps() {
    Predicate<String> isTest = path -> IS_JAVA.test(path) && path.contains("/src/test/");
    assertThat(filesWith("Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(", isTest)).isEmpty();
  }

  @Test
  void noTestIsSwitchedOff() {
    assertThat(filesWith("@Disabled\\b", IS_JAVA)).isEmpty();
  }

  @Test
  void noFileKnowsOneMachinesFolders() {
    assertThat(
            filesWith(
                "(?<![\\w.$}])/(work|home|Users|root|tmp/(hub|w))/|\\.\\./shared\\b",
                path -> !path.equals(".ci/run")))
        .isEmpty();
  }
}
