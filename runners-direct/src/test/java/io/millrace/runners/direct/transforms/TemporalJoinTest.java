package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.join.TemporalJoin;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Joins of a stream with a table of versions. */
class TemporalJoinTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @Test
  void eachValueGetsTheVersionThatWasValidAtItsTimestamp() {
    TwoStreams s =
        TwoStreams.of(
            p, "v1@10 | v2@20 | l1@9.999 | l2@10 | l3@19.999 | l4@20 | l5@1000 | x:l@15 | inf");
    PAssert.that(s.joined(TemporalJoin.asOf().leftOuter(s.right())))
        .containsInAnyOrder(
            "l1+null global @9.999",
            "l2+v1 global @10",
            "l3+v1 global @19.999",
            "l4+v2 global @20",
            "l5+v2 global @1000",
            "x:l+null global @15");
    p.run();
  }

  @Test
  void anInnerJoinLeavesOutWhatHasNoVersion() {
    TwoStreams s = TwoStreams.of(p, "v1@10 | l1@9.999 | l2@10 | x:l@15 | inf");
    PAssert.that(s.left().apply(TemporalJoin.asOf().inner(s.right())).apply(TwoStreams.asText()))
        .containsInAnyOrder("l2+v1");
    p.run();
  }

  @Test
  void versionsMayComeAfterTheValuesForWhichTheyAreValidAndOutOfOrder() {
    TwoStreams s =
        TwoStreams.of(p, "l1@15 | l2@25 | v2@20 | W=15 | v1@15 | W=15.001 | v3@25 | W=40 | inf");
    PAssert.that(s.joined(TemporalJoin.asOf().leftOuter(s.right())))
        .containsInAnyOrder("l1+v1 global @15", "l2+v3 global @25");
    p.run();
  }

  @Test
  void oldVersionsAreForgottenAndTheLatestIsKept() {
    TwoStreams s =
        TwoStreams.of(
            p,
            "v1@1 | v2@2 | W=100 | l1@100 | W=1000 | l2@1000 | v3@1001 | W=2000 | l3@2000 | inf");
    PAssert.that(s.joined(TemporalJoin.asOf().leftOuter(s.right())))
        .containsInAnyOrder("l1+v2 global @100", "l2+v2 global @1000", "l3+v3 global @2000");
    p.run();
  }

  @Test
  void ofVersionsWithOneTimestampTheOneThatCameLastCounts() {
    TwoStreams s = TwoStreams.of(p, "v1@10 | v2@10 | l1@10 | W=11 | v3@10 | l2@11 | inf");
    PAssert.that(s.joined(TemporalJoin.asOf().leftOuter(s.right())))
        .containsInAnyOrder("l1+v2 global @10", "l2+v3 global @11");
    p.run();
  }

  @Test
  void versionsCanBeTooOld() {
    TwoStreams s =
        TwoStreams.of(p, "v1@10 | l1@15 | l2@15.001 | W=20 | v2@21 | W=26.001 | l3@30 | inf");
    PAssert.that(s.joined(TemporalJoin.asOf().withMaxAge(Times.seconds(5)).leftOuter(s.right())))
        .containsInAnyOrder("l1+v1 global @15", "l2+null global @15.001", "l3+null global @30");
    p.run();
  }

  /** Rule T6: what waited for versions is on time where it goes. */
  @Test
  void valuesAreOnTimeAlthoughTheyWaited() {
    TwoStreams s = TwoStreams.of(p, "l1@8 | v1@3 | W=8 | l2@9 | W=20 | W=30 | inf");
    PAssert.that(
            s.left()
                .apply(TemporalJoin.asOf().leftOuter(s.right()))
                .apply(TwoStreams.asText())
                .apply(Window.into(FixedWindows.of(Times.seconds(10))))
                .apply(WithKeys.of("k"))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder("ON_TIME 0/0 FL [l1+v1,l2+v1] [0,10) @9.999");
    p.run();
  }

  /** Rule L1: at 20 what is of 10 may come with a lateness of 10, after that not any more. */
  @Test
  void valuesWaitForLateVersionsUpToTheAllowedLateness() {
    TwoStreams s =
        TwoStreams.of(
            p,
            "l1@10 | W=20 | v1@10 | l2@10 | W=20.001 | l3@10 | W=50 | inf",
            Window.<KV<String, String>>into(new GlobalWindows())
                .withAllowedLateness(Times.seconds(10)));
    PAssert.that(s.joined(TemporalJoin.asOf().leftOuter(s.right())))
        .containsInAnyOrder("l1+v1 global @10", "l2+v1 global @10");
    assertThat(TwoStreams.dropped(p.run())).as("l3").isEqualTo(1);
  }

  @Test
  void aLateVersionCountsForWhatIsToComeUnlessThereIsALaterOne() {
    TwoStreams s =
        TwoStreams.of(
            p, "v1@10 | l1@30 | W=50 | v2@20 | l2@60 | W=70 | v3@15 | l3@80 | W=90 | inf");
    PAssert.that(s.joined(TemporalJoin.asOf().leftOuter(s.right())))
        .containsInAnyOrder("l1+v1 global @30", "l2+v2 global @60", "l3+v2 global @80");
    assertThat(TwoStreams.dropped(p.run())).as("v3").isEqualTo(1);
  }

  @Test
  void aVersionThatComesTooLateToBeValidIsDropped() {
    TwoStreams s = TwoStreams.of(p, "W=50 | v1@40 | v2@45 | l1@50 | inf");
    PAssert.that(s.joined(TemporalJoin.asOf().withMaxAge(Times.seconds(5)).leftOuter(s.right())))
        .containsInAnyOrder("l1+v2 global @50");
    assertThat(TwoStreams.dropped(p.run())).as("v1").isEqualTo(1);
  }

  @Test
  void valuesSeeTheVersionsOfTheirWindow() {
    TwoStreams s =
        TwoStreams.of(
            p,
            "v1@5 | l1@9 | l2@10 | v2@12 | W=11 | l3@19 | W=20 | l4@20 | inf",
            Window.into(FixedWindows.of(Times.seconds(10))));
    PAssert.that(s.joined(TemporalJoin.asOf().leftOuter(s.right())))
        .containsInAnyOrder(
            "l1+v1 [0,10) @9", "l2+null [10,20) @10", "l3+v2 [10,20) @19", "l4+null [20,30) @20");
    p.run();
  }

  @Test
  void nullsAreKeysValuesAndVersionsLikeOthers() {
    NullableCoder<String> strings = NullableCoder.of(StringUtf8Coder.of());
    KvCoder<@Nullable String, @Nullable String> pairs = KvCoder.of(strings, strings);
    PCollection<KV<@Nullable String, @Nullable String>> values =
        p.apply(
            "Values",
            Create.timestamped(
                    Arrays.asList(
                        Times.at(1, KV.<@Nullable String, @Nullable String>of(null, "early")),
                        Times.at(9, KV.<@Nullable String, @Nullable String>of(null, null))))
                .withCoder(pairs));
    PCollection<KV<@Nullable String, @Nullable String>> versions =
        p.apply(
            "Versions",
            Create.timestamped(
                    TimestampedValue.of(
                        KV.<@Nullable String, @Nullable String>of(null, null), Times.at(2)))
                .withCoder(pairs));
    PAssert.that(values.apply(TemporalJoin.asOf().inner(versions)))
        .containsInAnyOrder(
            KV.<@Nullable String, KV<@Nullable String, @Nullable String>>of(
                null, KV.of(null, null)));
    BothWays.run(p);
  }
}
