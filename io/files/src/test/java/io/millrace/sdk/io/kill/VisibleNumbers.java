package io.millrace.sdk.io.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What somebody sees who reads a directory of files of numbers from outside, again and again: each
 * file once, when it is there, and later whether it is still the same.
 */
final class VisibleNumbers {

  private final Path directory;

  /** How many read the numbers, in turn. */
  private static final int READERS = 2;

  private final Map<Path, String> contents = new TreeMap<>();
  private final BitSet seen = new BitSet();

  VisibleNumbers(Path directory) {
    this.directory = directory;
  }

  /** The files that everybody finds: none in hidden directories. */
  private List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> destinations = Files.list(directory)) {
      for (Path destination : destinations.filter(path -> !isHidden(path)).toList()) {
        try (Stream<Path> files = Files.list(destination)) {
          files.forEach(found::add);
        }
      }
    }
    return found;
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  /**
   * Reads the files that are new.
   *
   * @throws AssertionError if a number is seen a second time, in another destination than its own,
   *     or in a file that has more than it may
   */
  void look(int mostLines) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    for (Path file : files()) {
      if (!contents.containsKey(file)) {
        String content = Files.readString(file);
        contents.put(file, content);
        List<String> lines = content.lines().toList();
        if (!content.endsWith("\n") || lines.size() > mostLines) {
          throw new AssertionError(file + " is not whole, or too large: " + content);
        }
        for (String line : lines) {
          note(file, Integer.parseInt(line));
        }
      }
    }
  }

  private void note(Path file, int number) {
    String destination = file.getParent().getFileName().toString();
    if (!destination.equals(Integer.toString(number % KilledWritersTest.DESTINATIONS))) {
      throw new AssertionError(number + " is in " + file);
    }
    if (seen.get(number)) {
      throw new AssertionError(number + " is seen twice, the second time in " + file);
    }
    seen.set(number);
  }

  /**
   * Reads all files once more: they must be what they were, and have all numbers that were read.
   */
  int lookAtAll(int mostLines) throws IOException {
    look(mostLines);
    for (Map.Entry<Path, String> each : contents.entrySet()) {
      if (!Files.readString(each.getKey()).equals(each.getValue())) {
        throw new AssertionError(each.getKey() + " is not what it was when it was first seen");
      }
    }
    for (int reader = 0; reader < READERS; reader++) {
      checkNoneIsMissing(reader);
    }
    try (Stream<Path> left = Files.list(directory)) {
      List<Path> hidden = left.filter(VisibleNumbers::isHidden).toList();
      if (!hidden.isEmpty()) {
        throw new AssertionError("left behind: " + hidden);
      }
    }
    return seen.cardinality();
  }

  /** A drain stops each reader where it is, and each reads every second number. */
  private void checkNoneIsMissing(int reader) {
    int missing = -1;
    for (int number = reader; number < seen.length(); number += READERS) {
      if (!seen.get(number)) {
        missing = missing < 0 ? number : missing;
      } else if (missing >= 0) {
        throw new AssertionError(missing + " is missing, though " + number + " is there");
      }
    }
  }

  /** How many files were seen. */
  int fileCount() {
    return contents.size();
  }
}
