package io.millrace.examples.game;

import io.millrace.examples.auction.SplitMix64;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.time.Instant;

/**
 * Scores without end, 20 a second, at the time when they were made. One player in ten was without a
 * network for up to half a minute, so that the score is late.
 */
public final class ScoreEvents extends PTransform<PBegin, PCollection<Score>> {

  private static final int PER_SECOND = 20;
  private static final Duration LATEST = Duration.ofSeconds(30);
  private static final String[] TEAMS = {"amber", "coral", "jade", "onyx"};

  /** When the game began. */
  public static final Instant BEGINNING = Instant.parse("2026-05-01T20:00:00Z");

  @Override
  public PCollection<Score> expand(PBegin input) {
    return input
        .apply(
            "Numbers",
            GenerateSequence.from(0)
                .withRate(PER_SECOND, Duration.ofSeconds(1))
                .withTimestampFn(ScoreEvents::arrival))
        .apply("Scores", ParDo.of(new MakeScore()));
  }

  private static Instant arrival(long number) {
    return BEGINNING.plusMillis(number * 1000 / PER_SECOND);
  }

  private static final class MakeScore extends DoFn<Long, Score> {

    @ProcessElement
    public void processElement(
        @Element Long number, @Timestamp Instant arrival, OutputReceiver<Score> out) {
      long random = SplitMix64.mix(number) >>> 1;
      int player = (int) (random % 40);
      String team = TEAMS[player % TEAMS.length];
      int points = 1 + (int) (random / 40 % 10);
      boolean isLate = random / 400 % 10 == 0;
      Instant made = arrival;
      if (isLate) {
        made = arrival.minusMillis(random / 4000 % LATEST.toMillis());
        made = made.isBefore(BEGINNING) ? BEGINNING : made;
      }
      out.outputWithTimestamp(new Score(number, "player" + player, team, points), made);
    }

    @Override
    public Duration getAllowedTimestampSkew() {
      return LATEST;
    }
  }
}
