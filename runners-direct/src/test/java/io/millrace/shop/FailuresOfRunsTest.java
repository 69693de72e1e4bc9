package io.millrace.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.runners.direct.testing.CountingSource;
import io.millrace.runners.direct.testing.Gate;
import io.millrace.runners.direct.testing.LoggedSink;
import io.millrace.runners.direct.testing.Numbers;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the author of a pipeline is told; in a package that is not the engine's, as authors are. */
@Timeout(120)
class FailuresOfRunsTest {

  @ParameterizedTest
  @ValueSource(strings = {"setup", "startBundle", "processElement", "finishBundle"})
  void aFailingMethodOfAFunctionFailsTheRunInItsName(String method) {
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    numbers(p, 100).apply("Break", ParDo.of(new Breaking(method, new Seen<>())));

    PipelineExecutionException failure = failureOf(p);

    assertThat(failure)
        .hasMessage("Transform Break failed: java.io.IOException: no " + method + " today");
    assertThat(failure.getCause()).isInstanceOf(IOException.class);
    assertThat(failure.getSuppressed()).isEmpty();
  }

  @Test
  void aFailingTeardownFailsNothing() {
    Seen<String> calls = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=1");
    numbers(p, 3).apply("Break", ParDo.of(new Breaking("teardown", calls)));

    assertThat(p.run().waitUntilFinish()).isEqualTo(PipelineResult.State.DONE);

    assertThat(calls.values())
        .containsExactly("setup", "startBundle", "0", "1", "2", "finishBundle", "teardown");
  }

  @Test
  void afterAFailureTheBundleIsNotFinishedAndTheInstanceIsTornDown() {
    Seen<String> calls = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=1");
    numbers(p, 3).apply("Break", ParDo.of(new Breaking("processElement", calls)));

    failureOf(p);

    assertThat(calls.values()).containsExactly("setup", "startBundle", "0", "teardown");
  }

  @Test
  void theTraceOfTheCauseEndsWhereTheEngineCalledTheUsersCode() {
    Pipeline p = Runs.pipeline();
    numbers(p, 1).apply("Break", ParDo.of(new Breaking("processElement", new Seen<>())));

    StackTraceElement[] trace = failureOf(p).getCause().getStackTrace();

    assertThat(trace).isNotEmpty();
    assertThat(trace[trace.length - 1].getClassName()).isEqualTo(Breaking.class.getName());
    assertThat(trace[trace.length - 1].getMethodName()).isEqualTo("processElement");
    assertThat(trace)
        .extracting(StackTraceElement::getClassName)
        .noneMatch(name -> name.startsWith("io.millrace.runners."));
  }

  @Test
  void theTransformThatFailedIsNamedAndNotTheOneThatCalledIt() {
    Pipeline p = Runs.pipeline();
    numbers(p, 10)
        .apply("Fine", MapElements.via(new PlusOne()))
        .apply("Break", ParDo.of(new Breaking("processElement", new Seen<>())))
        .apply("AlsoFine", MapElements.via(new PlusOne()));

    assertThat(failureOf(p)).hasMessageStartingWith("Transform Break failed: ");
  }

  @Test
  void catchingWhatOutputThrowsDoesNotHideAFailureFurtherDown() {
    Pipeline p = Runs.pipeline();
    numbers(p, 10)
        .apply("Catch", ParDo.of(new Catching()))
        .apply("Break", ParDo.of(new Breaking("processElement", new Seen<>())));

    assertThat(failureOf(p)).hasMessageStartingWith("Transform Break failed: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--targetParallelism=1", "--targetParallelism=3", "--seed=5"})
  void catchingWhatOutputThrowsDoesNotHideAFailureInAnotherStage(String flag) {
    Pipeline p = Runs.pipeline(flag);
    p.apply(Impulse.create())
        .apply("Catch", ParDo.of(new CatchingNumbers(200_000)))
        .apply(Redistribute.arbitrarily())
        .apply("Break", ParDo.of(new Breaking("processElement", new Seen<>())));

    assertThat(failureOf(p))
        .hasMessage("Transform Break failed: java.io.IOException: no processElement today");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void errorsOfTheJvmInUserCodeEndTheRun(boolean outOfMemory) {
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    numbers(p, 10).apply("Exhaust", ParDo.of(new Exhausting(outOfMemory)));

    PipelineExecutionException failure = failureOf(p);

    assertThat(failure).hasMessageStartingWith("Transform Exhaust failed: ");
    assertThat(failure.getCause())
        .isInstanceOf(outOfMemory ? OutOfMemoryError.class : StackOverflowError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"createAccumulator", "addInput", "mergeAccumulators", "extractOutput"})
  void aFailingCombineFunctionFailsTheRunInItsName(String method) {
    Pipeline p = Runs.pipeline("--targetParallelism=3");
    p.apply(GenerateSequence.from(0).to(1_000))
        .apply(Redistribute.arbitrarily())
        .apply("Pair", ParDo.of(new Pair()))
        .apply("Add", Combine.perKey(new BrokenSum(method)));

    assertThat(failureOf(p))
        .hasMessageStartingWith("Transform Add")
        .hasMessageEndingWith("no " + method + " today");
  }

  @ParameterizedTest
  @CsvSource({
    "encode, key", "encode badly, key", "overflow, key",
    "encode, value", "encode badly, value", "overflow, value"
  })
  void aFailingCoderFailsTheRunAndSaysWhoseElementsItCodes(String failsAt, String side) {
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    BrokenCoder broken = new BrokenCoder(failsAt);
    PCollection<KV<Long, Long>> pairs = numbers(p, 100).apply("Pair", ParDo.of(new Pair()));
    pairs.setCoder(
        side.equals("key")
            ? KvCoder.of(broken, VarLongCoder.of())
            : KvCoder.of(VarLongCoder.of(), broken));
    pairs.apply("Group", GroupByKey.create());

    assertThat(failureOf(p))
        .hasMessageStartingWith(
            "Transform " + (side.equals("key") ? "Pair" : "Group") + " failed: ");
  }

  @Test
  void aKeyThatCannotBeDecodedFailsTheRunInTheNameOfTheGrouping() {
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    numbers(p, 100)
        .apply("Pair", ParDo.of(new Pair()))
        .setCoder(KvCoder.of(new BrokenCoder("decode badly"), VarLongCoder.of()))
        .apply("Group", GroupByKey.create());

    assertThat(failureOf(p)).hasMessage("Transform Group failed: no decode today");
  }

  @ParameterizedTest
  @ValueSource(strings = {"createEnumerator", "discover", "createReader", "poll", "closeReader"})
  void aFailingSourceFailsTheRunInItsName(String point) {
    for (String how : new String[] {point, point + " badly"}) {
      Pipeline p = Runs.pipeline("--targetParallelism=2");
      p.apply("Numbers", Read.from(new CountingSource(10, how)));

      assertThat(failureOf(p)).hasMessage("Transform Numbers failed: no " + point + " today");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"closeEnumerator", "closeEnumerator badly"})
  void anEnumeratorThatCannotBeClosedFailsNothing(String how) {
    Pipeline p = Runs.pipeline();
    p.apply("Numbers", Read.from(new CountingSource(10, how)));

    assertThat(p.run().waitUntilFinish()).isEqualTo(PipelineResult.State.DONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"createWriter", "write", "prepareCommit", "commit"})
  void aFailingSinkFailsTheRunInItsNameAndLeavesNothing(String point) {
    for (String how : new String[] {point, point + " badly"}) {
      Seen<String> log = new Seen<>();
      Pipeline p = Runs.pipeline("--targetParallelism=2");
      numbers(p, 10).apply("Save", Write.to(new LoggedSink<>(log, how)));

      assertThat(failureOf(p))
          .hasMessageStartingWith("Transform Save/")
          .hasMessageEndingWith(" failed: no " + point + " today");
      assertThat(LoggedSink.leftOver(log.values())).isEmpty();
      assertThat(log.values()).noneMatch(line -> line.startsWith("commit"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abort", "abort badly", "close", "close badly"})
  void aSinkThatFailsToCleanUpDoesNotHideTheFailureNorHoldUpTheEnd(String how) {
    Seen<String> log = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    PCollection<Long> numbers = numbers(p, 10);
    numbers.apply("Save", Write.to(new LoggedSink<>(log, how)));
    numbers.apply("Break", ParDo.of(new Breaking("processElement", new Seen<>())));

    assertThat(failureOf(p)).hasMessageStartingWith("Transform Break failed: ");
    assertThat(LoggedSink.leftOver(log.values())).isEmpty();
  }

  @Test
  void oneFailureEndsFunctionsThatWaitElsewhere() {
    Gate entered = new Gate();
    Gate never = new Gate();
    Seen<String> interrupted = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    p.apply("First", GenerateSequence.from(0).to(2))
        .apply(Redistribute.arbitrarily())
        .apply("WaitOrBreak", ParDo.of(new WaitOrBreak(entered, never, interrupted)));

    assertThat(failureOf(p)).hasMessageContaining("one is enough");
    assertThat(interrupted.values()).containsExactly("interrupted");
  }

  private static PCollection<Long> numbers(Pipeline p, long limit) {
    return p.apply(Impulse.create()).apply("Numbers", ParDo.of(new Numbers(limit)));
  }

  private static PipelineExecutionException failureOf(Pipeline p) {
    PipelineExecutionException failure =
        catchThrowableOfType(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertThat(failure).as("the run fails").isNotNull();
    return failure;
  }

  static final class Breaking extends DoFn<Long, Long> {
    private final String method;
    private final Seen<String> calls;

    Breaking(String method, Seen<String> calls) {
      this.method = method;
      this.calls = calls;
    }

    private void called(String name) throws IOException {
      if (method.equals(name)) {
        throw new IOException("no " + name + " today");
      }
    }

    @Setup
    public void setup() throws IOException {
      calls.add("setup");
      called("setup");
    }

    @StartBundle
    public void startBundle() throws IOException {
      calls.add("startBundle");
      called("startBundle");
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) throws IOException {
      calls.add(element.toString());
      called("processElement");
      out.output(element);
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      calls.add("finishBundle");
      called("finishBundle");
    }

    @Teardown
    public void teardown() throws IOException {
      calls.add("teardown");
      called("teardown");
    }
  }

  static final class PlusOne extends SimpleFunction<Long, Long> {
    @Override
    public Long apply(Long input) {
      return input + 1;
    }
  }

  static final class Catching extends DoFn<Long, Long> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      try {
        out.output(element);
      } catch (RuntimeException e) {
        // swallowed, as some code does
      }
    }
  }

  static final class CatchingNumbers extends DoFn<byte[], Long> {
    private final long limit;

    CatchingNumbers(long limit) {
      this.limit = limit;
    }

    @ProcessElement
    public void processElement(OutputReceiver<Long> out) {
      for (long i = 0; i < limit; i++) {
        try {
          out.output(i);
        } catch (RuntimeException e) {
          // swallowed, as some code does
        }
      }
    }
  }

  static final class Exhausting extends DoFn<Long, Long> {
    private final boolean outOfMemory;

    Exhausting(boolean outOfMemory) {
      this.outOfMemory = outOfMemory;
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      out.output(outOfMemory ? Arrays.hashCode(new long[Integer.MAX_VALUE]) : down(element));
    }

    private long down(long n) {
      return down(n + 1) + 1;
    }
  }

  static final class BrokenSum extends Combine.CombineFn<Long, Long, Long> {
    private final String method;

    BrokenSum(String method) {
      this.method = method;
    }

    private void called(String name) {
      if (method.equals(name)) {
        throw new IllegalStateException("no " + name + " today");
      }
    }

    @Override
    public Long createAccumulator() {
      called("createAccumulator");
      return 0L;
    }

    @Override
    public Long addInput(Long accumulator, Long input) {
      called("addInput");
      return accumulator + input;
    }

    @Override
    public Long mergeAccumulators(Iterable<Long> accumulators) {
      called("mergeAccumulators");
      long sum = 0;
      for (Long accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Long extractOutput(Long accumulator) {
      called("extractOutput");
      return accumulator;
    }
  }

  static final class Pair extends DoFn<Long, KV<Long, Long>> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<KV<Long, Long>> out) {
      out.output(KV.of(element % 7, element));
    }
  }

  static final class BrokenCoder extends CustomCoder<Long> {
    private final String failsAt;

    BrokenCoder(String failsAt) {
      this.failsAt = failsAt;
    }

    @Override
    public void encode(Long value, OutputStream outStream) throws IOException {
      if (value == null) {
        throw new CoderException("no null");
      } else if (failsAt.equals("encode")) {
        throw new CoderException("no encode today");
      } else if (failsAt.equals("encode badly")) {
        throw new IllegalStateException("no encode today");
      } else if (failsAt.equals("overflow")) {
        encode(value, outStream);
        outStream.write(0);
      }
      VarLongCoder.of().encode(value, outStream);
    }

    @Override
    public Long decode(InputStream inStream) throws IOException {
      if (failsAt.equals("decode badly")) {
        throw new IllegalStateException("no decode today");
      }
      return VarLongCoder.of().decode(inStream);
    }

    @Override
    public void verifyDeterministic() {}
  }

  static final class WaitOrBreak extends DoFn<Long, Void> {
    private final Gate entered;
    private final Gate never;
    private final Seen<String> interrupted;

    WaitOrBreak(Gate entered, Gate never, Seen<String> interrupted) {
      this.entered = entered;
      this.never = never;
      this.interrupted = interrupted;
    }

    @ProcessElement
    public void processElement(@Element Long element) throws Exception {
      if (element == 0) {
        entered.pass();
        throw new IOException("one is enough");
      }
      entered.open();
      try {
        never.pass();
      } catch (InterruptedException e) {
        interrupted.add("interrupted");
        throw e;
      }
    }
  }
}
