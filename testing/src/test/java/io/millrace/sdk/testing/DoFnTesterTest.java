package io.millrace.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TupleTag;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoFnTesterTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  static class Length extends DoFn<String, Integer> {
    @ProcessElement
    public void processElement(@Element String word, OutputReceiver<Integer> out) {
      out.output(word.length());
    }
  }

  @Test
  void aFunctionIsCalledForEachElement() throws Exception {
    try (DoFnTester<String, Integer> tester = DoFnTester.of(new Length())) {
      assertThat(tester.processBundle("a", "bc")).containsExactly(1, 2);
      assertThat(tester.peekOutputElements()).isEmpty();
      tester.processElement("def");
      assertThat(tester.peekOutputElements()).containsExactly(3);
      assertThat(tester.takeOutputElements()).containsExactly(3);
      assertThat(tester.takeOutputElements()).isEmpty();
    }
  }

  static class Lifecycle extends DoFn<Integer, String> {
    static final List<String> CALLS = new ArrayList<>();
    private transient int sum;

    @Setup
    public void setup() {
      CALLS.add("setup");
    }

    @StartBundle
    public void start(StartBundleContext c) {
      CALLS.add("start");
      sum = 0;
    }

    @ProcessElement
    public void process(@Element Integer number) {
      CALLS.add("process " + number);
      sum += number;
    }

    @FinishBundle
    public void finish(FinishBundleContext c) {
      CALLS.add("finish");
      c.output("sum " + sum, NOON, GlobalWindow.INSTANCE);
    }

    @Teardown
    public void teardown() {
      CALLS.add("teardown");
    }
  }

  @Test
  void theLifecycleIsThatOfAPipeline() throws Exception {
    Lifecycle.CALLS.clear();
    try (DoFnTester<Integer, String> tester = DoFnTester.of(new Lifecycle())) {
      assertThat(tester.processBundle(1, 2)).containsExactly("sum 3");
      tester.processElement(4);
      tester.processElement(5);
    }
    assertThat(Lifecycle.CALLS)
        .containsExactly(
            "setup",
            "start",
            "process 1",
            "process 2",
            "finish",
            "start",
            "process 4",
            "process 5",
            "finish",
            "teardown");
  }

  @Test
  void aFunctionThatWasNeverUsedIsNotTornDown() {
    Lifecycle.CALLS.clear();
    DoFnTester.of(new Lifecycle()).close();
    assertThat(Lifecycle.CALLS).isEmpty();
  }

  static final TupleTag<String> SIDE = new TupleTag<>("side");

  static class Everything extends DoFn<KV<String, Integer>, String> {
    private final Counter seen = Metrics.counter("test", "seen");

    @ProcessElement
    public void processElement(
        @Key String key,
        @Element KV<String, Integer> element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        @SideInput("factor") Integer factor,
        PipelineOptions options,
        MultiOutputReceiver out,
        ProcessContext c) {
      seen.inc();
      assertThat(c.element()).isEqualTo(element);
      assertThat(c.timestamp()).isEqualTo(timestamp);
      assertThat(c.pane()).isEqualTo(pane);
      assertThat(c.getPipelineOptions().getJobName()).isEqualTo(options.getJobName());
      out.get(SIDE).outputWithTimestamp(key, timestamp.plusSeconds(1));
      c.output(String.join(" ", key, "" + element.getValue() * factor, "" + window));
    }
  }

  @Test
  void everyKindOfParameterIsGiven() throws Exception {
    IntervalWindow window = new IntervalWindow(NOON, Duration.ofMinutes(1));
    DoFnTester<KV<String, Integer>, String> tester = DoFnTester.of(new Everything());
    tester.setSideInput("factor", window, 10);
    tester.getPipelineOptions().setJobName("job");
    tester.processWindowedElement(KV.of("k", 7), NOON, window);
    assertThat(tester.peekOutputElementsInWindow(window))
        .containsExactly(TimestampedValue.of("k 70 " + window, NOON));
    assertThat(tester.peekOutputElementsInWindow(GlobalWindow.INSTANCE)).isEmpty();
    assertThat(tester.takeOutputElements(SIDE)).containsExactly("k");
    assertThat(tester.metrics().allMetrics().getCounters())
        .singleElement()
        .satisfies(counter -> assertThat(counter.getAttempted()).isEqualTo(1));
  }

  @Test
  void aSideInputThatWasNotSetIsNamed() {
    DoFnTester<KV<String, Integer>, String> tester = DoFnTester.of(new Everything());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tester.processElement(KV.of("k", 7)))
        .withMessageContaining("\"factor\"")
        .withMessageContaining("GlobalWindow")
        .withMessageContaining("setSideInput");
  }

  static class ReadsView extends DoFn<String, String> {
    private final PCollectionView<byte[]> view;

    ReadsView(PCollectionView<byte[]> view) {
      this.view = view;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(c.element() + c.sideInput(view).length);
    }
  }

  @Test
  void aViewIsReadInTheWindowThatBelongsToTheElements() throws Exception {
    PCollectionView<byte[]> view =
        Pipeline.create()
            .apply(Impulse.create())
            .apply(Window.into(FixedWindows.of(Duration.ofMinutes(10))))
            .apply(View.asSingleton());
    DoFnTester<String, String> tester = DoFnTester.of(new ReadsView(view));
    tester.setSideInput(
        view, new IntervalWindow(NOON, Duration.ofMinutes(10)), new byte[] {1, 2, 3});
    tester.processWindowedElement(
        "a", NOON, new IntervalWindow(NOON.plusSeconds(60), Duration.ofMinutes(1)));
    assertThat(tester.takeOutputElements()).containsExactly("a3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                tester.processWindowedElement(
                    "a", NOON, new IntervalWindow(NOON.plusSeconds(600), Duration.ofMinutes(1))))
        .withMessageContaining("2026-01-01T12:10:00");
  }

  static class Failing extends DoFn<String, String> {
    @ProcessElement
    public void processElement(@Element String word) throws IOException {
      throw new IOException("disk " + word);
    }

    @Teardown
    public void teardown() throws IOException {
      throw new IOException("teardown");
    }
  }

  @Test
  void exceptionsComeOutAsTheyAre() {
    DoFnTester<String, String> tester = DoFnTester.of(new Failing());
    assertThatThrownBy(() -> tester.processBundle("full"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThatIllegalStateException()
        .isThrownBy(tester::close)
        .withRootCauseExactlyInstanceOf(IOException.class);
  }

  static class Backwards extends DoFn<String, String> {
    @ProcessElement
    public void processElement(ProcessContext c) {
      c.outputWithTimestamp(c.element(), c.timestamp().minusMillis(1));
    }
  }

  @Test
  void anOutputBeforeItsInputIsRefusedAsInAPipeline() {
    DoFnTester<String, String> tester = DoFnTester.of(new Backwards());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tester.processTimestampedElement(TimestampedValue.of("a", NOON)))
        .withMessageContaining("2026-01-01T11:59:59.999Z")
        .withMessageContaining("getAllowedTimestampSkew");
  }

  static class Keeping extends DoFn<String, String> {
    private transient OutputReceiver<String> kept;

    @ProcessElement
    public void processElement(@Element String word, OutputReceiver<String> out) {
      kept = out;
    }

    @FinishBundle
    public void finish() {
      kept.output("late");
    }
  }

  @Test
  void aReceiverCannotBeKeptForLater() {
    DoFnTester<String, String> tester = DoFnTester.of(new Keeping());
    assertThatIllegalStateException()
        .isThrownBy(() -> tester.processBundle("a"))
        .withMessageContaining("while no element was processed");
  }

  static class Finalising extends DoFn<String, String> {
    static final List<String> CALLS = new ArrayList<>();

    @ProcessElement
    public void processElement(@Element String word, BundleFinalizer finalizer) {
      finalizer.afterBundleCommit(NOON, () -> CALLS.add(word));
    }
  }

  @Test
  void callbacksAreCalledAfterTheBundle() throws Exception {
    Finalising.CALLS.clear();
    DoFnTester<String, String> tester = DoFnTester.of(new Finalising());
    tester.processElement("a");
    assertThat(Finalising.CALLS).isEmpty();
    tester.finishBundle();
    tester.processBundle("b");
    assertThat(Finalising.CALLS).containsExactly("a", "b");
  }

  @Test
  void aFunctionThatCannotTravelIsRefused() {
    Object notSerialisable = new Object();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DoFnTester.of(
                    new DoFn<String, String>() {
                      @ProcessElement
                      public void processElement(@Element String word) {
                        notSerialisable.hashCode();
                      }
                    }))
        .withMessageContaining("cannot serialise");
  }

  @Test
  void aFunctionWithStateIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DoFnTester.of(
                    new DoFn<KV<String, Integer>, Integer>() {
                      @StateId("seen")
                      private final StateSpec<BagState<Integer>> seen = StateSpecs.bag();

                      @ProcessElement
                      public void processElement(@StateId("seen") BagState<Integer> bag) {
                        bag.clear();
                      }
                    }))
        .withMessageContaining("has state or timers")
        .withMessageContaining("TestPipeline");
  }

  @Test
  void bundlesAreOpenedAndClosedInOrder() throws Exception {
    DoFnTester<String, Integer> tester = DoFnTester.of(new Length());
    assertThatIllegalStateException().isThrownBy(tester::finishBundle);
    tester.startBundle();
    assertThatIllegalStateException().isThrownBy(tester::startBundle);
    tester.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> tester.processElement("a"))
        .withMessageContaining("closed");
  }
}
