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
  void createGoesOnFromItsSnapshots() throws IOException {
    List<Long> numbers = LongStream.range(0, 3_000).boxed().toList();
    SourceLaws.assertSnapshotsResume(source(p -> p.apply(Create.of(numbers))), 3_000);
  }

  @Test
  void sequencesGoOnFromTheirSnapshots() throws IOException {
    SourceLaws.assertSnapshotsResume(
        source(
            p ->
                p.apply(
                    GenerateSequence.from(3)
                        .to(500)
                        .withTimestampFn(n -> Instant.ofEpochMilli(n)))),
        500);
  }

  @Test
  void sequencesWithoutEndGoOnFromTheirSnapshotsInTime() throws IOException {
    GenerateSequence endless =
        GenerateSequence.from(0).withTimestampFn(n -> Instant.ofEpochMilli(n));
    SourceLaws.assertSnapshotsResume(source(p -> p.apply(endless)), 300);
    SourceLaws.assertSnapshotsResume(
        source(p -> p.apply(endless.withRate(3, Duration.ofMillis(20)))), 300);
    SourceLaws.assertSnapshotsResume(
        source(p -> p.apply(endless.to(333).withRate(100, Duration.ofSeconds(1)))), 300);
  }

  @Test
  void aSourceWithAPolicyGoesOnAsWithout() throws IOException {
    SourceLaws.assertSnapshotsResume(
        source(
            p ->
                p.apply(
                    Read.from(new Numbers(Fault.NONE))
                        .withWatermarkPolicy(WatermarkPolicy.withMonotonousTimestamps()))),
        100);
  }

  enum Fault {
    NONE(""),
    FORGETS("instead of"),
    REPEATS("instead of"),
    SNAPSHOT_SKIPS("instead of"),
    GIVES_TOO_MUCH("when asked for up to"),
    GOES_BACK("went back"),
    GIVES_NOTHING("gives no elements");

    private final String told;

    Fault(String told) {
      this.told = told;
    }
  }

  @ParameterizedTest
  @EnumSource
  void sourcesThatBreakTheLawsAreFound(Fault fault) throws IOException {
    if (fault == Fault.NONE) {
      SourceLaws.assertSnapshotsResume(new Numbers(fault), 100);
    } else {
      assertThatThrownBy(() -> SourceLaws.assertSnapshotsResume(new Numbers(fault), 100))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(fault.told);
    }
  }

  /** The numbers below 100, with one mistake. */
  private static final class Numbers extends Source<Long, Long> {
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
      return SplitEnumerator.of(List.of(fault == Fault.GIVES_NOTHING ? 100L : 0L), state);
    }

    @Override
    public SourceReader<Long, Long> createReader(SourceContext context, Long split) {
      return new SourceReader<>() {
        private long next = split;

        @Override
        public Status poll(SourceOutput<Long> output, int maxElements) {
          int limit = fault == Fault.GIVES_TOO_MUCH ? maxElements + 1 : maxElements;
          for (int i = 0; i < limit && next < 100; i++) {
            output.output(next, next++);
          }
          return next < 100 ? Status.MORE : Status.FINISHED;
        }

        @Override
        public Long snapshot() {
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
          return fault == Fault.GOES_BACK
              ? -next
              : BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
        }

        @Override
        public void close() {}
      };
    }
  }
}
