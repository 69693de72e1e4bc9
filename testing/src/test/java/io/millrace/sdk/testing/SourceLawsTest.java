package io.millrace.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The laws of sources, for those of the core, and for such as break them. */
class SourceLawsTest {

  /** The source of the only read of a pipeline. */
  private static Source<?, ?> source(Consumer<Pipeline> program) {
    Pipeline pipeline = Pipeline.create();
    program.accept(pipeline);
    List<Source<?, ?>> found = new ArrayList<>();
    pipeline
        .graph()
        .forEach(
            (TransformNode node) -> {
              if (node.transform() instanceof Read.From<?> read) {
                found.add(read.getSource());
              }
            });
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void createKeepsToTheLaws() throws IOException {
    List<Long> numbers = LongStream.range(0, 1_000).boxed().toList();
    SourceLaws.of(source(p -> p.apply(Create.of(numbers)))).assertAll();
  }

  @Test
  void createOfNothingGivesNothing() throws IOException {
    SourceLaws.of(source(p -> p.apply(Create.empty(VarLongCoder.of())))).assertNoElements();
  }

  @Test
  void sequencesKeepToTheLaws() throws IOException {
    SourceLaws.of(
            source(
                p ->
                    p.apply(
                        GenerateSequence.from(3)
                            .to(500)
                            .withTimestampFn(n -> Instant.ofEpochMilli(n)))))
        .assertAll();
  }

  @Test
  void sequencesWithoutEndKeepToTheLawsInTime() throws IOException {
    GenerateSequence endless =
        GenerateSequence.from(0).withTimestampFn(n -> Instant.ofEpochMilli(n));
    for (GenerateSequence sequence :
        List.of(
            endless,
            endless.withRate(3, Duration.ofMillis(20)),
            endless.to(333).withRate(100, Duration.ofSeconds(1)))) {
      SourceLaws.of(source(p -> p.apply(sequence))).withElementsPerSplit(150).assertAll();
    }
  }

  @Test
  void aSourceWithAPolicyKeepsToTheLawsAsWithout() throws IOException {
    SourceLaws.of(
            source(
                p ->
                    p.apply(
                        Read.from(new Numbers(Fault.NONE))
                            .withWatermarkPolicy(WatermarkPolicy.withMonotonousTimestamps()))))
        .assertAll();
  }

  @Test
  void whatCannotBeReadAgainIsOnlyAskedToGiveNothingTwice() throws IOException {
    SourceLaws.of(new Numbers(Fault.FORGETS)).withoutReplay().assertAll();
    assertThatThrownBy(() -> SourceLaws.of(new Numbers(Fault.REPEATS)).withoutReplay().assertAll())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it gives twice");
  }

  /** What is wrong, and what is told about it. */
  enum Fault {
    NONE(""),
    FORGETS("instead of"),
    REPEATS("instead of"),
    SNAPSHOT_SKIPS("instead of"),
    GIVES_TOO_MUCH("when asked for up to"),
    GOES_BACK("went back"),
    IS_LATE("is late"),
    IS_LATE_AFTER_A_SNAPSHOT("is late"),
    GIVES_NOTHING("gives no elements"),
    DOES_NOT_FINISH("does not finish"),
    GIVES_SPLITS_AGAIN("and after it was restored it was not"),
    DEPENDS_ON_PARALLELISM("they differ in"),
    SHARES_A_POSITION("by seed");

    private final String told;

    Fault(String told) {
      this.told = told;
    }
  }

  @ParameterizedTest
  @EnumSource
  void sourcesThatBreakTheLawsAreFound(Fault fault) throws IOException {
    SourceLaws.Subject<Long, Long> subject =
        SourceLaws.of(new Numbers(fault)).withPatience(Duration.ofMillis(100));
    if (fault == Fault.NONE) {
      subject.assertAll();
    } else {
      assertThatThrownBy(subject::assertAll)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(fault.told)
          .hasMessageContaining("Numbers with " + fault);
    }
  }

  @Test
  void aSourceThatHasElementsIsNotEmpty() {
    assertThatThrownBy(() -> SourceLaws.of(new Numbers(Fault.NONE)).assertNoElements())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it gives [");
  }

  /** The numbers below 100, with one mistake. */
  private static final class Numbers extends Source<Long, Long> {
    private static final long serialVersionUID = 1;

    /** What a reader must not do: it knows where another one was. */
    private static long shared;

    private final Fault fault;

    Numbers(Fault fault) {
      this.fault = fault;
    }

    @Override
    public IsBounded isBounded() {
      return IsBounded.BOUNDED;
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }

    @Override
    public Coder<Long> getSplitCoder() {
      return VarLongCoder.of();
    }

    @Override
    public SplitEnumerator<Long> createEnumerator(SourceContext context, byte[] state) {
      long first =
          switch (fault) {
            case GIVES_NOTHING -> 100;
            case DEPENDS_ON_PARALLELISM -> context.parallelism();
            default -> 0;
          };
      return SplitEnumerator.of(List.of(first), fault == Fault.GIVES_SPLITS_AGAIN ? null : state);
    }

    @Override
    public SourceReader<Long, Long> createReader(SourceContext context, Long split) {
      return new SourceReader<>() {
        private long next = split;
        private boolean saved;

        @Override
        public Status poll(SourceOutput<Long> output, int maxElements) {
          int limit = fault == Fault.GIVES_TOO_MUCH ? maxElements + 1 : maxElements;
          if (fault == Fault.SHARES_A_POSITION) {
            next = Math.max(next, shared - 1);
          }
          for (int i = 0; i < limit && next < 100; i++) {
            boolean late =
                fault == Fault.IS_LATE || (fault == Fault.IS_LATE_AFTER_A_SNAPSHOT && saved);
            output.output(next, late ? next - 5 : next);
            next++;
          }
          shared = next < 100 ? next : 0;
          return next < 100 || fault == Fault.DOES_NOT_FINISH ? Status.MORE : Status.FINISHED;
        }

        @Override
        public Long snapshot() {
          saved = true;
          long position =
              switch (fault) {
                case FORGETS -> next + 1;
                case REPEATS -> Math.max(0, next - 1);
                default -> next;
              };
          if (fault == Fault.SNAPSHOT_SKIPS) {
            next++;
          }
          return position;
        }

        @Override
        public long watermarkMillis() {
          return switch (fault) {
            case GOES_BACK -> -next;
            case IS_LATE, IS_LATE_AFTER_A_SNAPSHOT -> next;
            default -> BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
          };
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public String toString() {
      return "Numbers with " + fault;
    }
  }
}
