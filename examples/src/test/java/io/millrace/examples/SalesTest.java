package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SalesTest {

  private static final String OUTPUT = "sales-?????-of-?????";

  /** It writes below {@code target}, as the README shows it. */
  @Test
  void theProgramOfTheReadmeAddsUpWhatEachShopSold() throws IOException {
    Path target = Path.of("target");
    Files.createDirectories(target);
    try (DirectoryStream<Path> old = Files.newDirectoryStream(target, OUTPUT)) {
      for (Path file : old) {
        Files.delete(file);
      }
    }

    Sales.main(new String[0]);

    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target, OUTPUT)) {
      for (Path file : files) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    assertThat(lines)
        .containsExactlyInAnyOrder("Bergen sold for 12400 cents", "Hamar sold for 4200 cents");
  }
}
