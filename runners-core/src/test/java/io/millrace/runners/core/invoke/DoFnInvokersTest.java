package io.millrace.runners.core.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TupleTag;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions of all forms, called with what they ask for. */
class DoFnInvokersTest {

  private static final IntervalWindow WINDOW =
      new IntervalWindow(Instant.ofEpochSecond(0), Instant.ofEpochSecond(10));

  private final List<Object> main = new ArrayList<>();
  private final List<Object> tagged = new ArrayList<>();

  @Test
  void everyParameterIsWhatItsTypeSays() {
    invoker(new TakesAll()).processElement("x");

    assertThat(main)
        .containsExactly(
            "x", Instant.ofEpochSecond(5), PaneInfo.ON_TIME_AND_ONLY_FIRING, WINDOW, "options");
    assertThat(tagged).containsExactly("x to a tag");
  }

  @Test
  void parametersMayComeInAnyOrder() {
    invoker(new TakesInAnotherOrder()).processElement("x");

    assertThat(main).containsExactly(WINDOW + " x " + Instant.ofEpochSecond(5));
  }

  @Test
  void aContextKnowsItsElement() {
    DoFnInvoker invoker = invoker(new TakesContext());

    invoker.processElement("x");
    invoker.processElement("y");

    assertThat(main).containsExactly("x", "y");
  }

  @Test
  void nothingNeedBeTaken() {
    invoker(new TakesNothing(main)).processElement("x");

    assertThat(main).containsExactly("called");
  }

  @Test
  void elementsMayBeNullAndOfGenericTypes() {
    DoFnInvoker invoker = invoker(new Generic<KV<String, List<Integer>>>());

    invoker.processElement(null);
    invoker.processElement(KV.of("k", List.of(1)));

    assertThat(main).containsExactly(null, KV.of("k", List.of(1)));
  }

  @Test
  void elementsOfAnotherTypeFailWithTheCast() {
    assertThatThrownBy(() -> invoker(new TakesAll()).processElement(1))
        .isInstanceOf(ClassCastException.class);
  }

  @Test
  void classesMayBePrivateAnonymousLocalOrInherit() {
    class Local extends DoFn<String, String> {
      @ProcessElement
      public void processElement(@Element String element, OutputReceiver<String> out) {
        out.output("local " + element);
      }
    }

    DoFn<String, String> anonymous =
        new DoFn<String, String>() {
          @ProcessElement
          public void processElement(@Element String element, OutputReceiver<String> out) {
            out.output("anonymous " + element);
          }
        };

    for (DoFn<String, String> fn :
        List.of(new Local(), anonymous, new PrivateChild(), new Overriding())) {
      invoker(fn).processElement("x");
    }

    assertThat(main).containsExactly("local x", "anonymous x", "inherited x", "overridden x");
  }

  @Test
  void lifecycleMethodsAreCalledAndMissingOnesAreNot() {
    Lives lives = new Lives(main);
    DoFnInvoker invoker = invoker(lives);
    invoker.setup();
    invoker.startBundle();
    invoker.processElement("x");
    invoker.finishBundle();
    invoker.teardown();
    assertThat(main).containsExactly("setup", "start", "x", "finish", "teardown");

    main.clear();
    DoFnInvoker without = invoker(new TakesNothing(main));
    without.setup();
    without.startBundle();
    without.finishBundle();
    without.teardown();
    assertThat(main).isEmpty();
  }

  @Test
  void checkedExceptionsComeOutAsTheyWereThrown() {
    IOException thrown = new IOException("no");

    assertThatThrownBy(() -> invoker(new Throws(thrown)).processElement("x")).isSameAs(thrown);
    assertThatThrownBy(() -> invoker(new Throws(thrown)).setup()).isSameAs(thrown);
  }

  @Test
  void twoInstancesOfOneClassAreNotMixedUp() {
    List<Object> other = new ArrayList<>();
    DoFnInvoker first = invoker(new TakesNothing(main));
    DoFnInvoker second = invoker(new TakesNothing(other));

    first.processElement("x");
    second.processElement("x");
    second.processElement("x");

    assertThat(main).hasSize(1);
    assertThat(other).hasSize(2);
  }

  private DoFnInvoker invoker(DoFn<?, ?> fn) {
    return DoFnInvokers.create(DoFnSignatures.signatureForDoFn(fn), new Arguments(fn, this));
  }

  /** What an engine hands over, as plain as can be. */
  private record Arguments(DoFn<?, ?> fn, DoFnInvokersTest test)
      implements InvokerArguments, ElementView {

    private static final ThreadLocal<Object> ELEMENT = new ThreadLocal<>();

    @Override
    public DoFn.OutputReceiver<?> mainOutput() {
      return new Receiver(test.main);
    }

    @Override
    public java.time.Clock clock() {
      return java.time.Clock.fixed(timestamp(), java.time.ZoneOffset.UTC);
    }

    @Override
    public DoFn.MultiOutputReceiver outputs() {
      return new DoFn.MultiOutputReceiver() {
        @Override
        @SuppressWarnings("unchecked")
        public <T> DoFn.OutputReceiver<T> get(TupleTag<T> tag) {
          return (DoFn.OutputReceiver<T>) new Receiver(test.tagged);
        }
      };
    }

    @Override
    public DoFn<?, ?>.ProcessContext processContext() {
      return contextOf(fn);
    }

    private <I, O> DoFn<I, O>.ProcessContext contextOf(DoFn<I, O> typed) {
      return typed.new ProcessContext() {
        @Override
        @SuppressWarnings("unchecked")
        public I element() {
          return (I) ELEMENT.get();
        }

        @Override
        public <T> T sideInput(io.millrace.sdk.values.PCollectionView<T> view) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Instant timestamp() {
          return Arguments.this.timestamp();
        }

        @Override
        public PaneInfo pane() {
          return Arguments.this.pane();
        }

        @Override
        public PipelineOptions getPipelineOptions() {
          return options();
        }

        @Override
        @SuppressWarnings("unchecked") // takes anything
        protected DoFn.OutputReceiver<O> receiver() {
          return (DoFn.OutputReceiver<O>) new Receiver(test.main);
        }

        @Override
        protected <T> DoFn.OutputReceiver<T> receiver(TupleTag<T> tag) {
          throw new UnsupportedOperationException();
        }
      };
    }

    @Override
    public DoFn<?, ?>.StartBundleContext startBundleContext() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public DoFn<?, ?>.FinishBundleContext finishBundleContext() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public DoFn<?, ?>.OnTimerContext onTimerContext() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public DoFn<?, ?>.OnWindowExpirationContext onWindowExpirationContext() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public State state(String id) {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public Timer timer(String id) {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public TimerMap timerFamily(String id) {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public Object key() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public String firedTimerId() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public RestrictionTracker<?, ?> restrictionTracker() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public WatermarkEstimator<?> watermarkEstimator() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public void continuation(DoFn.ProcessContinuation continuation) {
      throw new UnsupportedOperationException("nobody returns it here");
    }

    @Override
    public TimeDomain timeDomain() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public PipelineOptions options() {
      PipelineOptions options = PipelineOptionsFactory.create();
      options.setJobName("options");
      return options;
    }

    @Override
    public DoFn.BundleFinalizer bundleFinalizer() {
      throw new UnsupportedOperationException("nobody takes it here");
    }

    @Override
    public ElementView current() {
      return this;
    }

    @Override
    public Instant timestamp() {
      return Instant.ofEpochSecond(5);
    }

    @Override
    public PaneInfo pane() {
      return PaneInfo.ON_TIME_AND_ONLY_FIRING;
    }

    @Override
    public BoundedWindow window() {
      return WINDOW;
    }

    @Override
    public Object sideInput(String tag) {
      return "side " + tag;
    }

    @Override
    public void element(Object value) {
      ELEMENT.set(value);
    }
  }

  private record Receiver(List<Object> received) implements DoFn.OutputReceiver<Object> {
    @Override
    public void output(Object output) {
      received.add(output);
    }

    @Override
    public void outputWithTimestamp(Object output, Instant timestamp) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void outputWindowedValue(
        Object output,
        Instant timestamp,
        Collection<? extends BoundedWindow> windows,
        PaneInfo pane) {
      throw new UnsupportedOperationException();
    }
  }

  static class TakesAll extends DoFn<String, Object> {
    @ProcessElement
    public void processElement(
        @Element String element,
        @Timestamp Instant timestamp,
        PaneInfo pane,
        IntervalWindow window,
        PipelineOptions options,
        OutputReceiver<Object> out,
        MultiOutputReceiver outputs) {
      out.output(element);
      out.output(timestamp);
      out.output(pane);
      out.output(window);
      out.output(options.getJobName());
      outputs.get(new TupleTag<String>("tag")).output(element + " to a tag");
    }
  }

  static class TakesInAnotherOrder extends DoFn<String, String> {
    @ProcessElement
    public void any(
        OutputReceiver<String> out,
        BoundedWindow window,
        @Timestamp Instant timestamp,
        @Element String element) {
      out.output(window + " " + element + " " + timestamp);
    }
  }

  static class TakesContext extends DoFn<String, String> {
    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(c.element());
    }
  }

  static class TakesNothing extends DoFn<String, String> {
    private final transient List<Object> calls;

    TakesNothing(List<Object> calls) {
      this.calls = calls;
    }

    @ProcessElement
    public void processElement() {
      calls.add("called");
    }
  }

  static class Generic<T> extends DoFn<T, T> {
    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<T> out) {
      out.output(element);
    }
  }

  private abstract static class Parent extends DoFn<String, String> {
    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      out.output("inherited " + element);
    }
  }

  private static final class PrivateChild extends Parent {}

  private static final class Overriding extends Parent {
    @Override
    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      out.output("overridden " + element);
    }
  }

  static class Lives extends DoFn<String, String> {
    private final transient List<Object> calls;

    Lives(List<Object> calls) {
      this.calls = calls;
    }

    @Setup
    public void prepare() {
      calls.add("setup");
    }

    @StartBundle
    public void begin() {
      calls.add("start");
    }

    @ProcessElement
    public void process(@Element String element) {
      calls.add(element);
    }

    @FinishBundle
    public void end() {
      calls.add("finish");
    }

    @Teardown
    public void dispose() {
      calls.add("teardown");
    }
  }

  static class Throws extends DoFn<String, String> {
    private final transient IOException thrown;

    Throws(IOException thrown) {
      this.thrown = thrown;
    }

    @Setup
    public void setup() throws IOException {
      throw thrown;
    }

    @ProcessElement
    public void processElement() throws IOException {
      throw thrown;
    }
  }
}
