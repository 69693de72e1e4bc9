package io.millrace.benchmarks.nexmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.RunLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers as an independent program gave them. */
class KnownAnswersTest {

  /** One line of the file. */
  record Known(Question question, RunLine.Answer answer) {

    static Known parse(String line) {
      String[] fields = line.split(" ");
      return new Known(
          Question.valueOf(fields[0].toUpperCase(Locale.ROOT)),
          new RunLine.Answer(
              Long.parseLong(fields[1]),
              Long.parseLong(fields[2]),
              Long.parseUnsignedLong(fields[3], 16)));
    }

    @Override
    public String toString() {
      return question + " of " + answer.events();
    }
  }

  static List<Known> known() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(KnownAnswersTest.class.getResourceAsStream("known-answers.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Known::parse)
          .toList();
    }
  }

  @Test
  void everyQuestionHasKnownAnswers() throws IOException {
    assertThat(known().stream().map(Known::question).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Question.class));
  }

  @ParameterizedTest
  @MethodSource("known")
  void thePipelineGivesTheKnownAnswerOnEachNumberOfThreads(Known known) {
    long events = known.answer.events();
    for (int parallelism : new int[] {1, 2}) {
      assertThat(new QueryRun("direct", parallelism).run(known.question.query(), events))
          .isEqualTo(known.answer);
    }
  }

  @ParameterizedTest
  @MethodSource("known")
  void theLoopGivesTheKnownAnswerOnEachNumberOfThreads(Known known) throws Exception {
    for (int threads = 1; threads <= 3; threads++) {
      assertThat(known.question.limit().run(known.answer.events(), threads))
          .isEqualTo(known.answer);
    }
  }

  static Stream<Question> questions() {
    return Stream.of(Question.values());
  }

  /** So few that some threads have nothing to do, or no bid in a window. */
  @ParameterizedTest
  @MethodSource("questions")
  void ofFewEventsThePipelineAndTheLoopSayTheSame(Question question) throws Exception {
    for (long events : new long[] {1, 3, 6, 55, 100_001, 100_006}) {
      assertThat(new QueryRun("direct", 2).run(question.query(), events))
          .as("of %d", events)
          .isEqualTo(question.limit().run(events, 2));
    }
  }
}
