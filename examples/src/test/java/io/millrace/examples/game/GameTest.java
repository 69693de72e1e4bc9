package io.millrace.examples.game;

import static io.millrace.examples.game.ScoreEvents.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The game, as a script of events. */
class GameTest {

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private Coder<Score> coder;

  @BeforeEach
  void findCoder() throws Exception {
    coder = pipeline.getCoderRegistry().getCoder(Score.class);
  }

  private static TimestampedValue<Score> score(
      String player, String team, int points, long second) {
    return TimestampedValue.of(new Score(0, player, team, points), BEGINNING.plusSeconds(second));
  }

  private TestStream.Builder<Score> game() {
    return TestStream.create(coder);
  }

  @Test
  void teamsHaveEarlyFinalAndCorrectedResults() {
    TestStream<Score> game =
        game()
            .addElements(score("ann", "jade", 3, 1), score("bo", "onyx", 5, 2))
            .advanceProcessingTime(Duration.ofSeconds(4))
            .addElements(score("cy", "jade", 4, 8))
            .advanceWatermarkTo(BEGINNING.plusSeconds(10))
            .addElements(score("bo", "onyx", 1, 3))
            .advanceWatermarkToInfinity();
    PCollection<String> lines = pipeline.apply(game).apply(new LeaderBoard.TeamScores());

    String from = "from " + BEGINNING + ": team ";
    PAssert.that(lines)
        .containsInAnyOrder(
            from + "jade has 3, so far",
            from + "onyx has 5, so far",
            from + "jade has 7, in the end",
            from + "onyx has 5, in the end",
            from + "onyx has 6, corrected");
    pipeline.run();
  }

  @Test
  void playersHaveTotalsAsTheClockGoesOn() {
    TestStream<Score> game =
        game()
            .addElements(score("ann", "jade", 3, 1), score("ann", "jade", 2, 2))
            .advanceProcessingTime(Duration.ofSeconds(6))
            .addElements(score("ann", "jade", 1, 3))
            .advanceProcessingTime(Duration.ofSeconds(6))
            .advanceWatermarkToInfinity();
    PCollection<String> lines = pipeline.apply(game).apply(new LeaderBoard.PlayerTotals());

    PAssert.that(lines)
        .satisfies(
            all -> {
              assertThat(all).contains("ann has 5 altogether", "ann has 6 altogether");
              return null;
            });
    pipeline.run();
  }

  @Test
  void scoresAreInASumOrAmongTheLateOnes() {
    TestStream<Score> game =
        game()
            .addElements(score("ann", "jade", 3, 1))
            .advanceWatermarkTo(BEGINNING.plusSeconds(14))
            .addElements(score("bo", "jade", 4, 2))
            .advanceWatermarkTo(BEGINNING.plusSeconds(15))
            .addElements(score("cy", "jade", 5, 3))
            .advanceWatermarkToInfinity();
    PCollectionTuple sums = LateScores.sums(pipeline.apply(game));

    PAssert.that(sums.get(LateScores.SUMS)).containsInAnyOrder(KV.of("jade", 3), KV.of("jade", 7));
    PAssert.that(sums.get(LateScores.LATE)).containsInAnyOrder(KV.of("jade", 5));
    pipeline.run();
  }
}
