package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Sessions whose values are combined before they move are those of values that move one by one:
 * rules L3, W5, X11. Sessions end after 10 ms.
 */
class PreCombinedSessionsTest {

  private final Pipeline p = Pipeline.create();
  private final Notes notes = new Notes();

  static final class NoteSession extends DoFn<KV<String, Long>, Void> {
    private final Notes notes;

    NoteSession(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> count, IntervalWindow window, PaneInfo pane) {
      notes.add(
          count.getValue()
              + " from "
              + window.startMillis()
              + " to "
              + window.endMillis()
              + " "
              + pane.getTiming());
    }
  }

  private void countInSessions(PCollection<Long> numbers) {
    numbers
        .apply(Window.into(Sessions.withGapDuration(Duration.ofMillis(10))))
        .apply(WithKeys.of("key"))
        .apply("Count", Count.perKey())
        .apply("Note", ParDo.of(new NoteSession(notes)));
  }

  @Test
  void ruleX11ASessionThatIsCombinedInPartsIsOne() {
    HandFedSource source = new HandFedSource(1);
    countInSessions(p.apply(Read.from(source)));
    HandStream run = HandStream.of(p);

    source.split(0).give(1).give(2).give(9).give(30).watermark(5);
    run.settle();
    source.split(0).give(12).give(25).give(20).watermark(41);
    run.settle();

    assertThat(notes.lines()).containsExactly("7 from 1 to 40 ON_TIME");
  }

  @Test
  void ruleX11ASessionDoesNotEndWhileAValueThatGoesOnIsStillCombined() {
    HandFedSource source = new HandFedSource(1);
    countInSessions(p.apply(Read.from(source)));
    HandStream run = HandStream.of(p);

    source.split(0).give(1).watermark(5);
    run.settle();
    // It ends at 18, but it belongs to the session that would end at 11.
    source.split(0).give(8).watermark(12);
    run.settle();
    source.split(0).watermark(30);
    run.settle();

    assertThat(notes.lines()).containsExactly("2 from 1 to 18 ON_TIME");
  }

  @Test
  void ruleL3AValueThatIsTooLateIsNotSavedByAnotherThatItWouldMergeWithBeforeTheExchange() {
    HandFedSource source = new HandFedSource(1);
    countInSessions(p.apply(Read.from(source)));
    HandStream run = HandStream.of(p);

    source.split(0).watermark(100);
    run.settle();
    // Its own session ended at 99, which is before the watermark; that of the other has not.
    source.split(0).give(95).give(89).give(104).watermark(115);
    run.settle();

    assertThat(notes.lines()).containsExactly("2 from 95 to 114 ON_TIME");
  }

  @Test
  void ruleW5WhatComesAfterIdlenessMayBeTooLateByAnyTime() {
    HandFedSource idle = new HandFedSource(1);
    HandFedSource other = new HandFedSource(1);
    countInSessions(
        PCollectionList.of(p.apply("Idle", Read.from(idle)))
            .and(p.apply("Other", Read.from(other)))
            .apply(Flatten.pCollections()));
    HandStream run = HandStream.of(p);

    idle.split(0).watermark(10).idle(true);
    other.split(0).watermark(100);
    run.settle();
    // It comes back far behind the watermark of the grouping, which did not wait for it.
    idle.split(0).give(89).give(95).idle(false).watermark(11);
    run.settle();
    other.split(0).watermark(200);
    idle.split(0).watermark(200);
    run.settle();

    assertThat(notes.lines()).containsExactly("1 from 95 to 105 ON_TIME");
  }
}
