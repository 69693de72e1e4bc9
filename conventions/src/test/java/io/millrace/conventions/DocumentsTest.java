package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

  /** A path from the repository's root: at least one slash, nothing but path characters. */
  private static final Pattern PATH = Pattern.compile("[.A-Za-z0-9_-]+(/[.A-Za-z0-9_-]+)+/?");

  @Test
  void everyFileThatTheMapAndTheInvariantsNameExists() {
    for (String document : List.of("docs/map.md", "docs/invariants.md")) {
      List<String> named = pathsIn(Repository.texts().get(document));
      assertThat(missing(named)).as("paths in " + document + " that do not exist").isEmpty();
      assertThat(named).as("paths found in " + document).hasSizeGreaterThan(5);
    }
  }

  /** In other documents a path may also stand for something that a build makes. */
  @Test
  void everyLinkBetweenDocumentsLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Map.Entry<String, String> document : documents()) {
      Matcher link = LINK.matcher(document.getValue());
      while (link.find()) {
        if (!link.group(1).contains("://")) {
          links++;
          Path folder = Repository.root().resolve(document.getKey()).getParent();
          if (!Files.exists(folder.resolve(link.group(1)))) {
            broken.add(document.getKey() + " -> " + link.group(1));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).as("links looked at").isGreaterThan(5);
  }

  @Test
  void everySourceFileThatAnyDocumentNamesExists() {
    List<String> broken = new ArrayList<>();
    int named = 0;
    for (Map.Entry<String, String> document : documents()) {
      for (String path : pathsIn(document.getValue())) {
        if (path.endsWith(".java") || path.endsWith(".proto") || path.endsWith(".md")) {
          named++;
          if (!Files.exists(Repository.root().resolve(path))) {
            broken.add(document.getKey() + " names " + path);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(named).as("files named").isGreaterThan(5);
  }

  private static List<Map.Entry<String, String>> documents() {
    return Repository.texts().entrySet().stream()
        .filter(file -> file.getKey().endsWith(".md"))
        .filter(file -> !file.getKey().contains("/src/"))
        .toList();
  }

  private static List<String> pathsIn(String document) {
    List<String> paths = new ArrayList<>();
    Matcher code = CODE.matcher(document);
    while (code.find()) {
      if (PATH.matcher(code.group(1)).matches()) {
        paths.add(code.group(1));
      }
    }
    return paths;
  }

  private static List<String> missing(List<String> paths) {
    return paths.stream().filter(path -> !Files.exists(Repository.root().resolve(path))).toList();
  }
}
