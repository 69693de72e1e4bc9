package io.millrace.examples.game;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.ConsoleIO;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.time.Duration;

/**
 * Follows a game: how the teams do in each ten seconds, and what the players have altogether.
 *
 * <pre>{@code
 * bin/millrace example leaderboard --seconds=30
 * }</pre>
 *
 * <p>Of each ten seconds there are early results, the one when event time has passed their end, and
 * corrections when late scores come. Players' totals come every five seconds of the clock.
 */
public final class LeaderBoard {

  private LeaderBoard() {}

  /** A line for each result of a team. */
  static final class TeamScores extends PTransform<PCollection<Score>, PCollection<String>> {

    @Override
    public PCollection<String> expand(PCollection<Score> scores) {
      return scores
          .apply(
              "TenSeconds",
              Window.<Score>into(FixedWindows.of(Duration.ofSeconds(10)))
                  .triggering(
                      AfterWatermark.pastEndOfWindow()
                          .withEarlyFirings(
                              AfterProcessingTime.pastFirstElementInPane()
                                  .plusDelayOf(Duration.ofSeconds(3)))
                          .withLateFirings(AfterPane.elementCountAtLeast(1)))
                  .withAllowedLateness(Duration.ofSeconds(20))
                  .accumulatingFiredPanes())
          .apply(
              "ByTeam",
              MapElements.into(
                      TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.integers()))
                  .via(score -> KV.of(score.team(), score.points())))
          .apply("Sum", Sum.integersPerKey())
          .apply("Describe", ParDo.of(new Describe()));
    }
  }

  private static final class Describe extends DoFn<KV<String, Integer>, String> {
    @ProcessElement
    public void processElement(
        @Element KV<String, Integer> sum,
        IntervalWindow window,
        PaneInfo pane,
        OutputReceiver<String> out) {
      String when =
          switch (pane.getTiming()) {
            case EARLY -> "so far";
            case ON_TIME -> "in the end";
            case LATE -> "corrected";
            case UNKNOWN -> throw new IllegalStateException("there is no sum without a pane");
          };
      out.output(
          "from "
              + window.start()
              + ": team "
              + sum.getKey()
              + " has "
              + sum.getValue()
              + ", "
              + when);
    }
  }

  /** A line for each total of a player, which is never final. */
  static final class PlayerTotals extends PTransform<PCollection<Score>, PCollection<String>> {

    @Override
    public PCollection<String> expand(PCollection<Score> scores) {
      return scores
          .apply(
              "WholeGame",
              Window.<Score>into(new GlobalWindows())
                  .triggering(
                      Repeatedly.forever(
                          AfterProcessingTime.pastFirstElementInPane()
                              .plusDelayOf(Duration.ofSeconds(5))))
                  .accumulatingFiredPanes())
          .apply(
              "ByPlayer",
              MapElements.into(
                      TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.integers()))
                  .via(score -> KV.of(score.player(), score.points())))
          .apply("Sum", Sum.integersPerKey())
          .apply(
              "Describe",
              MapElements.into(TypeDescriptors.strings())
                  .via(sum -> sum.getKey() + " has " + sum.getValue() + " altogether"));
    }
  }

  /** Follows the game for some seconds. */
  public static void main(String[] args) throws IOException {
    FollowOptions options =
        PipelineOptionsFactory.fromArgs(args).withValidation().as(FollowOptions.class);
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    PCollection<Score> scores = pipeline.apply("Game", new ScoreEvents());
    scores.apply("TeamScores", new TeamScores()).apply("ShowTeams", ConsoleIO.write());
    scores.apply("PlayerTotals", new PlayerTotals()).apply("ShowPlayers", ConsoleIO.write());
    PipelineResult result = pipeline.run();
    result.waitUntilFinish(Duration.ofSeconds(options.getSeconds()));
    if (!result.getState().isTerminal()) {
      result.cancel();
    }
  }
}
