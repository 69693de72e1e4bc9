package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PackagesTest {

  @Test
  void everyPackageIsNullMarkedAndTellsItsIdea() {
    TreeMap<String, String> sources = Repository.mainSources();
    TreeSet<String> folders = new TreeSet<>();
    sources.keySet().forEach(path -> folders.add(path.substring(0, path.lastIndexOf('/'))));
    List<String> wrong = new ArrayList<>();
    for (String folder : folders) {
      String info = sources.get(folder + "/package-info.java");
      if (info == null) {
        wrong.add(folder + ": no package-info.java");
      } else if (!info.contains("\n@NullMarked\n")) {
        wrong.add(folder + ": package-info.java lacks @NullMarked");
      } else if (!info.startsWith("/**") || info.indexOf("*/") < 30) {
        wrong.add(
            folder + ": package-info.java lacks a Javadoc that tells the idea of the package");
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(folders).as("packages looked at").hasSizeGreaterThan(8);
  }
}
