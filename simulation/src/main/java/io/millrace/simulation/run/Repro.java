package io.millrace.simulation.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A schedule in a file, with what was seen when it was written. It is the schedule that is kept and
 * not the seed: another version would make something else of the seed.
 *
 * @param oracle which oracle saw a violation
 * @param message what it saw
 * @param trace the last lines of what happened
 */
public record Repro(Schedule schedule, String oracle, String message, List<String> trace) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the list. */
  public Repro {
    trace = List.copyOf(trace);
  }

  /** Of a run that failed. */
  public static Repro of(Schedule schedule, Outcome outcome) {
    return new Repro(
        schedule,
        outcome.violation().map(v -> v.oracle()).orElse(""),
        outcome.violation().map(v -> String.valueOf(v.getMessage())).orElse(""),
        outcome.trace());
  }

  /** Reads a file. */
  public static Repro read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Repro.class);
  }

  /** Writes a file, and the directory that it is in. */
  public void write(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    JSON.writeValue(file.toFile(), this);
  }
}
