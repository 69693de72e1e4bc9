package io.millrace.sdk.testing.contract.kit;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a runner supports of a contract, as a column of a table: an answer for each subject. */
public final class RunnerTable {

  private static final Splitter CELLS = Splitter.on('|').trimResults();

  private RunnerTable() {}

  /**
   * The answers of a runner.
   *
   * @param contract the class whose nested classes, and those of its superclasses, are the parts
   * @return by {@link Subject}: {@code yes}, {@code no} with the features that are missing, or
   *     {@code in part}, with those
   */
  public static SortedMap<String, String> of(Class<?> contract, RunnerUnderTest runner) {
    SortedMap<String, String> answers = new TreeMap<>();
    for (Class<?> type = contract; type != null; type = type.getSuperclass()) {
      for (Class<?> part : type.getDeclaredClasses()) {
        Subject subject = part.getAnnotation(Subject.class);
        if (part.isAnnotationPresent(Nested.class) && subject != null) {
          answers.put(subject.value(), answer(part, runner.unsupported()));
        }
      }
    }
    return answers;
  }

  /**
   * The answers that stand in a table of runners, a page in Markdown whose only table it is.
   *
   * @param runner the head of its column
   * @throws IOException if the page cannot be read
   * @throws IllegalArgumentException if the table has no such column
   */
  public static SortedMap<String, String> written(Path page, String runner) throws IOException {
    List<List<String>> rows =
        Files.readAllLines(page).stream()
            .filter(line -> line.startsWith("|"))
            .map(row -> CELLS.splitToList(row.substring(1)))
            .toList();
    int column = rows.isEmpty() ? -1 : rows.get(0).indexOf(runner);
    if (column < 0) {
      throw new IllegalArgumentException("The table in " + page + " has no column " + runner);
    }
    SortedMap<String, String> answers = new TreeMap<>();
    rows.stream().skip(2).forEach(cells -> answers.put(cells.get(0), cells.get(column)));
    return answers;
  }

  private static String answer(Class<?> part, Set<Feature> unsupported) {
    Set<Feature> missing = EnumSet.noneOf(Feature.class);
    boolean someRun = false;
    for (Class<?> type = part; type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          Set<Feature> lacks = RefusalExtension.needs(method, part);
          lacks.retainAll(unsupported);
          missing.addAll(lacks);
          someRun |= lacks.isEmpty();
        }
      }
    }
    return missing.isEmpty() ? "yes" : (someRun ? "in part, without " : "no: ") + names(missing);
  }

  private static String names(Set<Feature> features) {
    return features.toString().replaceAll("[\\[\\]]", "");
  }
}
