package io.millrace.runners.direct.sideinputs;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A main stream and one for side inputs, whose events happen in the order in which they are written
 * here: while something happens to one, a millisecond passes for the other. In between, {@link
 * #then} notes how far the script has come.
 */
final class Streams {

  private static final Coder<String> STRINGS = StringUtf8Coder.of();

  private TestStream.Builder<String> main = TestStream.create(STRINGS);
  private TestStream.Builder<String> side = TestStream.create(STRINGS);
  private TestStream.Builder<String> marks = TestStream.create(STRINGS);
  private boolean sideEnded;

  static Streams create() {
    return new Streams();
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static TestStream.Builder<String> pause(TestStream.Builder<String> stream) {
    return stream.advanceProcessingTime(Duration.ofMillis(1));
  }

  private Streams event(
      UnaryOperator<TestStream.Builder<String>> inMain,
      UnaryOperator<TestStream.Builder<String>> inSide,
      UnaryOperator<TestStream.Builder<String>> inMarks) {
    main = inMain.apply(main);
    side = sideEnded ? side : inSide.apply(side);
    marks = inMarks.apply(marks);
    return this;
  }

  private Streams inMain(UnaryOperator<TestStream.Builder<String>> event) {
    return event(event, Streams::pause, Streams::pause);
  }

  private Streams inSide(UnaryOperator<TestStream.Builder<String>> event) {
    if (sideEnded) {
      throw new IllegalStateException("The side stream has ended");
    }
    return event(Streams::pause, event, Streams::pause);
  }

  /** An element of the main stream. */
  Streams main(String element, long second) {
    return inMain(s -> s.addElements(TimestampedValue.of(element, at(second))));
  }

  /** The watermark of the main stream. */
  Streams mainTo(long second) {
    return inMain(s -> s.advanceWatermarkTo(at(second)));
  }

  /** An element of the side stream. */
  Streams side(String element, long second) {
    return inSide(s -> s.addElements(TimestampedValue.of(element, at(second))));
  }

  /** The watermark of the side stream. */
  Streams sideTo(long second) {
    return inSide(s -> s.advanceWatermarkTo(at(second)));
  }

  /** The side stream ends: nothing happens to it any more. */
  Streams sideEnds() {
    event(Streams::pause, Streams::pause, Streams::pause);
    sideEnded = true;
    return this;
  }

  /** Notes something down. */
  Streams then(String note) {
    return event(Streams::pause, Streams::pause, s -> s.addElements(note));
  }

  /** The main stream, which ends after all that was written here. */
  PCollection<String> mainOf(Pipeline pipeline) {
    return pipeline.apply("Main", main.advanceWatermarkToInfinity());
  }

  /** The side stream, which ends when the main stream does unless it ended before. */
  PCollection<String> sideOf(Pipeline pipeline) {
    return pipeline.apply("Side", side.advanceWatermarkToInfinity());
  }

  /** Lets the notes be taken. */
  Streams noteIn(Pipeline pipeline, Journal journal) {
    pipeline
        .apply("Marks", marks.advanceWatermarkToInfinity())
        .apply("Note", ParDo.of(new Note(journal)));
    return this;
  }

  private static final class Note extends DoFn<String, Void> {
    private final Journal journal;

    Note(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(@Element String note) {
      journal.note(note);
    }
  }
}
