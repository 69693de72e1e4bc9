package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The protocol files are the specification of the portable model, and of what clusters write. */
class ModelDocumentationTest {

  private static final Pattern DECLARATION =
      Pattern.compile("\\s*((message|enum|oneof) \\w+ \\{.*|[\\w.<>, ]+ = \\d+;)");

  @Test
  void everyMessageFieldAndValueOfTheModelIsDocumented() {
    List<String> undocumented = new ArrayList<>();
    int declarations = 0;
    for (var file : Repository.texts().entrySet()) {
      if (file.getKey().contains("/src/main/protobuf/") && file.getKey().endsWith(".proto")) {
        List<String> lines = file.getValue().lines().toList();
        for (int i = 1; i < lines.size(); i++) {
          if (DECLARATION.matcher(lines.get(i)).matches()) {
            declarations++;
            if (!lines.get(i - 1).strip().startsWith("//")) {
              undocumented.add(file.getKey() + ":" + (i + 1) + " " + lines.get(i).strip());
            }
          }
        }
      }
    }
    assertThat(undocumented).as("declarations without a comment above").isEmpty();
    assertThat(declarations).as("declarations looked at").isGreaterThan(100);
  }
}
