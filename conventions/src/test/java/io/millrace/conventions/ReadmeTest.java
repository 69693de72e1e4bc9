package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What documents show of Java is what the build compiles and runs. */
class ReadmeTest {

  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final String EXAMPLE = "examples/src/main/java/io/millrace/examples/Sales.java";

  @Test
  void itsPipelineIsAnExampleThatIsTested() {
    Matcher block = JAVA.matcher(Repository.texts().get("README.md"));
    assertThat(block.find()).as("a block of Java in README.md").isTrue();
    String shown = withoutIndentation(block.group(1));
    assertThat(shown.lines().count()).isBetween(10L, 30L);
    assertThat(withoutIndentation(Repository.texts().get(EXAMPLE))).contains(shown);
    assertThat(Repository.texts().get("README.md")).contains(EXAMPLE);
  }

  @ParameterizedTest
  @CsvSource({"output-modes, OutputModes, 5", "joins, Joins, 5", "patterns, Patterns, 8"})
  void whatDocumentsShowIsCodeThatIsTested(String name, String example, int blocks) {
    String document = Repository.texts().get("docs/" + name + ".md");
    String path = "examples/src/main/java/io/millrace/examples/" + example + ".java";
    String code = withoutIndentation(Repository.texts().get(path));
    Matcher block = JAVA.matcher(document);
    int found = 0;
    while (block.find()) {
      assertThat(code).contains(withoutIndentation(block.group(1)));
      found++;
    }
    assertThat(found).isEqualTo(blocks);
    assertThat(document).contains(path).contains("examples/src/test/java");
  }

  @Test
  void theSourceThatIsWalkedThroughIsWholeAndTested() {
    String document = Repository.texts().get("docs/writing-a-source.md");
    String example = "examples/src/main/java/io/millrace/examples/TailSource.java";
    String code = Repository.texts().get(example);
    Matcher block = JAVA.matcher(document);
    assertThat(block.find()).isTrue();
    assertThat(code).endsWith(block.group(1));
    assertThat(code.lines().filter(ReadmeTest::isCode).count()).isLessThanOrEqualTo(60);
    assertThat(document).contains(example);
  }

  private static boolean isCode(String line) {
    String text = line.strip();
    return !text.isEmpty()
        && !text.startsWith("/**")
        && !text.startsWith("*")
        && !text.startsWith("import ")
        && !text.startsWith("package ");
  }

  private static String withoutIndentation(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
