package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of functions in a stage: rules B1 to B4. */
@Timeout(60)
class LifecycleTest {

  private final Notes notes = new Notes();

  @Test
  void setupThenBundlesThenTeardownInTheOrderOfTheSteps() {
    HandRun.simply(pipeline("nothing", "nothing"));

    assertThat(notes.lines())
        .containsExactly(
            "a.setup",
            "b.setup",
            "a.start",
            "b.start",
            "a.process",
            "b.process",
            "a.finish",
            "b.process",
            "b.finish",
            "a.bundle kept",
            "b.bundle kept",
            "b.bundle kept",
            "a.teardown",
            "b.teardown");
  }

  @Test
  void bundlesFollowEachOtherOnOneInstance() {
    Pipeline p = Pipeline.create();
    p.apply(Impulse.create())
        .apply("Numbers", ParDo.of(new StageTaskTest.Numbers(2_000)))
        .apply(io.millrace.sdk.transforms.Redistribute.arbitrarily())
        .apply("Bundles", ParDo.of(new BundleState(notes)));

    HandRun.strictly(p, 7);

    // a function that counts on bundles of a size, or on a new instance for each, would see it here
    List<String> ends = notes.lines();
    assertThat(ends.size()).isGreaterThan(2_000 / 16);
    assertThat(ends.stream().distinct().count()).isGreaterThan(5);
    assertThat(ends.stream().mapToInt(Integer::parseInt).sum()).isEqualTo(2_000);
  }

  @Test
  void afterAFailingElementNoBundleIsFinishedAndAllAreTornDown() {
    assertThatThrownBy(() -> HandRun.simply(pipeline("nothing", "process")))
        .hasMessageContaining("b.process failed");

    assertThat(notes.lines())
        .containsExactly(
            "a.setup",
            "b.setup",
            "a.start",
            "b.start",
            "a.process",
            "b.process",
            "a.teardown",
            "b.teardown");
  }

  @Test
  void aSetupThatFailsIsTornDownButNotWhatWasNeverSetUp() {
    assertThatThrownBy(() -> HandRun.simply(pipeline("setup", "nothing")))
        .hasMessageContaining("a.setup failed");

    assertThat(notes.lines()).containsExactly("a.setup", "a.teardown");
  }

  @Test
  void aStartOfABundleThatFailsEndsTheBundle() {
    assertThatThrownBy(() -> HandRun.simply(pipeline("start", "nothing")))
        .hasMessageContaining("a.start failed");

    assertThat(notes.lines())
        .containsExactly("a.setup", "b.setup", "a.start", "a.teardown", "b.teardown");
  }

  @Test
  void noCallbackIsCalledForABundleThatFailsAtItsEndFurtherDown() {
    assertThatThrownBy(() -> HandRun.simply(pipeline("nothing", "finish")))
        .hasMessageContaining("b.finish failed");

    assertThat(notes.lines()).contains("a.finish", "b.finish").noneMatch(l -> l.contains("kept"));
  }

  @Test
  void callbacksAndTeardownsThatFailAreNoFailures() {
    HandRun.simply(pipeline("bundle kept", "teardown"));

    assertThat(notes.lines()).contains("b.bundle kept").endsWith("a.teardown", "b.teardown");
  }

  private Pipeline pipeline(String aFailsAt, String bFailsAt) {
    Pipeline p = Pipeline.create();
    p.apply(Impulse.create())
        .apply("A", ParDo.of(new Living("a", aFailsAt, notes)))
        .apply("B", ParDo.of(new Living("b", bFailsAt, notes)));
    return p;
  }

  static final class Living extends DoFn<byte[], byte[]> {
    private final String name;
    private final String failsAt;
    private final Notes notes;

    Living(String name, String failsAt, Notes notes) {
      this.name = name;
      this.failsAt = failsAt;
      this.notes = notes;
    }

    private void call(String method) {
      notes.add(name + "." + method);
      if (failsAt.equals(method)) {
        throw new IllegalStateException(name + "." + method + " failed");
      }
    }

    @Setup
    public void setup() {
      call("setup");
    }

    @StartBundle
    public void startBundle() {
      call("start");
    }

    @ProcessElement
    public void processElement(
        @Element byte[] element, OutputReceiver<byte[]> out, BundleFinalizer finalizer) {
      finalizer.afterBundleCommit(Instant.ofEpochMilli(1_000_001), () -> call("bundle kept"));
      finalizer.afterBundleCommit(Instant.ofEpochMilli(999_999), () -> call("too late"));
      call("process");
      if (element.length == 0) {
        out.output(element);
      }
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      call("finish");
      if (name.equals("a")) {
        context.output(
            new byte[] {1},
            Instant.ofEpochMilli(5),
            io.millrace.sdk.transforms.windowing.GlobalWindow.INSTANCE);
      }
    }

    @Teardown
    public void teardown() {
      call("teardown");
    }
  }

  static final class BundleState extends DoFn<Long, Void> {
    private final Notes notes;
    private transient List<Long> bundle;

    BundleState(Notes notes) {
      this.notes = notes;
    }

    @StartBundle
    public void startBundle() {
      bundle = new ArrayList<>();
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      bundle.add(element);
    }

    @FinishBundle
    public void finishBundle() {
      notes.add(bundle.size());
      bundle = null;
    }
  }
}
