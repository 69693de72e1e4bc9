package io.millrace.runners.direct.sideinputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Main and side input have one source, which must not be held up by what waits. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OwnSourceTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  /** More elements in a window than may wait in memory and in a queue. */
  private static final long IN_A_WINDOW = 200_000;

  private static final CountDownLatch SEEN = new CountDownLatch((int) (2 * IN_A_WINDOW));

  private static final class Look extends DoFn<Long, Void> {
    private final PCollectionView<Long> count;

    Look(PCollectionView<Long> count) {
      this.count = count;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      assertThat(c.sideInput(count)).isEqualTo(IN_A_WINDOW);
      SEEN.countDown();
    }
  }

  @Test
  void aStreamReadsWhatIsCountedOfItself() throws Exception {
    p.enableAbandonedNodeEnforcement(false);
    Pipeline endless =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs("--blockOnRun=false", "--targetParallelism=3")
                .create());
    PCollection<Long> numbers =
        endless
            .apply(GenerateSequence.from(0).withTimestampFn(n -> Instant.ofEpochMilli(n)))
            .apply(Window.into(FixedWindows.of(Duration.ofMillis(IN_A_WINDOW))));
    PCollectionView<Long> count =
        numbers.apply(Combine.globally(Count.<Long>combineFn()).asSingletonView());
    numbers.apply("Look", ParDo.of(new Look(count)).withSideInputs(count));

    PipelineResult result = endless.run();
    assertThat(SEEN.await(90, TimeUnit.SECONDS)).as("two whole windows").isTrue();
    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
  }

  private static final class Size extends DoFn<KV<Long, Iterable<Long>>, String> {
    private final PCollectionView<Long> count;

    Size(PCollectionView<Long> count) {
      this.count = count;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      long size = 0;
      for (Long ignored : c.element().getValue()) {
        size++;
      }
      c.output(size + " of " + c.sideInput(count));
    }
  }

  /** The grouping in sessions takes no input while what follows waits for the count. */
  @Test
  void sessionsThatEndReadWhatIsCountedOfTheSameSource() {
    PCollection<Long> numbers = p.apply(GenerateSequence.from(0).to(IN_A_WINDOW));
    PCollectionView<Long> count =
        numbers.apply(Combine.globally(Count.<Long>combineFn()).asSingletonView());
    PCollection<String> sizes =
        numbers
            .apply(Window.into(Sessions.withGapDuration(Duration.ofSeconds(1))))
            .apply(WithKeys.<Long, Long>of(n -> n % 2).withKeyType(TypeDescriptors.longs()))
            .apply(GroupByKey.create())
            .apply(ParDo.of(new Size(count)).withSideInputs(count));
    PAssert.that(sizes).containsInAnyOrder("100000 of 200000", "100000 of 200000");
    p.run();
  }
}
