package io.millrace.cli;

import java.util.Arrays;
import java.util.Optional;

/** The example programs that can be run by name. */
enum Example {
  WORDCOUNT(
      "wordcount",
      "io.millrace.examples.WordCount",
      "Counts the words of text files: --input=PATH_OR_GLOB --output=PREFIX"),
  AUCTION(
      "auction",
      "io.millrace.examples.demo.AuctionSite",
      "A live auction site, with results as they change: [--seconds=N] [--rate=N]");

  private final String label;
  private final String mainClass;
  private final String description;

  Example(String label, String mainClass, String description) {
    this.label = label;
    this.mainClass = mainClass;
    this.description = description;
  }

  static Optional<Example> named(String name) {
    return Arrays.stream(values()).filter(e -> e.label.equals(name)).findFirst();
  }

  String label() {
    return label;
  }

  String description() {
    return description;
  }

  Program program() {
    return Program.onClassPath(label, mainClass);
  }
}
