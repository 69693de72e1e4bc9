package io.millrace.examples.game;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.ConsoleIO;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Reify;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.LateData;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.time.Duration;

/**
 * Adds up the points of each team in each ten seconds, corrects the sums for five more, and gives
 * out the scores that came too late for that.
 *
 * <pre>{@code
 * bin/millrace example late-scores --seconds=30
 * }</pre>
 *
 * <p>Nothing is lost: each score is in a sum or among the late ones.
 */
public final class LateScores {

  /** The points of each team, in the window of ten seconds. */
  static final TupleTag<KV<String, Integer>> SUMS = new TupleTag<>("sums") {};

  /** What came too late for a sum. */
  static final TupleTag<KV<String, Integer>> LATE = new TupleTag<>("late") {};

  private LateScores() {}

  /** Sums, and what is in none of them. */
  static PCollectionTuple sums(PCollection<Score> scores) {
    PCollection<KV<String, Integer>> sums =
        scores
            .apply(
                "ByTeam",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.integers()))
                    .via(score -> KV.of(score.team(), score.points())))
            .apply(
                "TenSeconds",
                Window.<KV<String, Integer>>into(FixedWindows.of(Duration.ofSeconds(10)))
                    .withAllowedLateness(Duration.ofSeconds(5))
                    .accumulatingFiredPanes()
                    .withLateDataOutput(LATE))
            .apply("Sum", Sum.integersPerKey());
    return PCollectionTuple.of(SUMS, sums).and(LATE, LateData.of(LATE, sums));
  }

  private static PCollection<String> describe(
      String what, PCollection<KV<String, Integer>> points) {
    return points
        .apply(what + "Times", Reify.timestamps())
        .apply(
            what + "Lines",
            MapElements.into(TypeDescriptors.strings())
                .via(
                    timed ->
                        what
                            + " "
                            + timed.getTimestamp()
                            + ": "
                            + timed.getValue().getValue()
                            + " points of team "
                            + timed.getValue().getKey()));
  }

  /** Follows the game for some seconds. */
  public static void main(String[] args) throws IOException {
    FollowOptions options =
        PipelineOptionsFactory.fromArgs(args).withValidation().as(FollowOptions.class);
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple sums = sums(pipeline.apply("Game", new ScoreEvents()));
    describe("until", sums.get(SUMS)).apply("ShowSums", ConsoleIO.write());
    describe("late", sums.get(LATE)).apply("ShowLate", ConsoleIO.write());
    PipelineResult result = pipeline.run();
    result.waitUntilFinish(Duration.ofSeconds(options.getSeconds()));
    if (!result.getState().isTerminal()) {
      result.cancel();
    }
  }
}
