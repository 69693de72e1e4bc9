package io.millrace.sdk.testing.contract.elements;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PCollection;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the methods of a function are called, and what happens if one fails. */
@Subject("lifecycle of functions, callbacks after commit")
public abstract class LifecycleContract extends ContractTest {

  protected LifecycleContract(Setting setting) {
    super(setting);
  }

  /** Refuses to be called in any other order; fails where it is told to. */
  private static final class Orderly extends DoFn<Integer, Integer> {
    private enum Phase {
      NEW,
      SET_UP,
      IN_BUNDLE,
      TORN_DOWN
    }

    private final Journal journal;
    private final String failsIn;
    private Phase phase = Phase.NEW;

    Orderly(Journal journal, String failsIn) {
      this.journal = journal;
      this.failsIn = failsIn;
    }

    private void step(String method, Phase from, Phase to) {
      if (phase != from) {
        journal.note("wrong: " + method + " when " + phase);
      }
      phase = to;
      journal.note(method);
      if (failsIn.equals(method)) {
        throw new IllegalStateException(method + " fails");
      }
    }

    @Setup
    public void setup() {
      step("setup", Phase.NEW, Phase.SET_UP);
    }

    @StartBundle
    public void startBundle() {
      step("startBundle", Phase.SET_UP, Phase.IN_BUNDLE);
    }

    @ProcessElement
    public void processElement(@Element Integer n, OutputReceiver<Integer> out) {
      step("processElement", Phase.IN_BUNDLE, Phase.IN_BUNDLE);
      out.output(n);
    }

    @FinishBundle
    public void finishBundle() {
      step("finishBundle", Phase.IN_BUNDLE, Phase.SET_UP);
    }

    @Teardown
    public void teardown() {
      journal.note("teardown");
      phase = Phase.TORN_DOWN;
      if (failsIn.equals("teardown")) {
        throw new IllegalStateException("teardown fails");
      }
    }
  }

  private final Journal journal = new Journal();

  private PCollection<Integer> numbersThrough(Orderly fn) {
    return p.apply(Create.of(1, 2, 3, 4, 5)).apply("Orderly", ParDo.of(fn));
  }

  private static long count(List<String> entries, String entry) {
    return entries.stream().filter(entry::equals).count();
  }

  private static void assertOrderly(List<String> entries) {
    assertEquals(List.of(), entries.stream().filter(entry -> entry.startsWith("wrong")).toList());
  }

  /** Rule B1. */
  @Test
  void instancesAreSetUpThenWorkInBundlesThenAreTornDown() {
    PAssert.that(numbersThrough(new Orderly(journal, "nowhere"))).containsInAnyOrder(1, 2, 3, 4, 5);
    p.run();

    List<String> entries = journal.entries();
    assertOrderly(entries);
    assertEquals(5, count(entries, "processElement"));
    assertEquals(count(entries, "startBundle"), count(entries, "finishBundle"));
    assertEquals(count(entries, "setup"), count(entries, "teardown"));
  }

  private List<String> failIn(String method) {
    numbersThrough(new Orderly(journal, method));
    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure).contains(method + " fails"), failure::toString);
    assertTrue(String.valueOf(failure.getMessage()).contains("Orderly"), failure::getMessage);
    assertOrderly(journal.entries());
    return journal.entries();
  }

  /** Rule B2: the bundle does not finish, and the instance is never used again. */
  @Test
  void anInstanceThatFailedIsTornDown() {
    List<String> entries = failIn("processElement");

    assertEquals(count(entries, "setup"), count(entries, "teardown"));
    assertTrue(count(entries, "finishBundle") < count(entries, "startBundle"), entries::toString);
  }

  /** Rule B2: a bundle that did not start has no elements. */
  @Test
  void aBundleThatCannotStartHasNoElements() {
    assertFalse(failIn("startBundle").contains("processElement"));
  }

  /** Rule B2: an end that fails, fails the bundle. */
  @Test
  void aBundleThatCannotFinishFails() {
    List<String> entries = failIn("finishBundle");

    assertEquals(count(entries, "setup"), count(entries, "teardown"));
  }

  /** Rule B2: teardown is tried even if setup failed. */
  @Test
  void anInstanceThatCannotBeSetUpIsTornDown() {
    List<String> entries = failIn("setup");

    assertFalse(entries.contains("startBundle"), entries::toString);
    assertTrue(entries.contains("teardown"), entries::toString);
  }

  /** Rule B3. */
  @Test
  void aTeardownThatFailsChangesNothing() {
    PAssert.that(numbersThrough(new Orderly(journal, "teardown")))
        .containsInAnyOrder(1, 2, 3, 4, 5);
    p.run();

    assertTrue(journal.entries().contains("teardown"));
  }

  private static final class NoteCommit extends DoFn<Integer, Integer> {
    private final Journal journal;
    private final boolean fails;

    NoteCommit(Journal journal, boolean fails) {
      this.journal = journal;
      this.fails = fails;
    }

    @ProcessElement
    public void processElement(
        @Element Integer n, BundleFinalizer finalizer, OutputReceiver<Integer> out) {
      Journal notes = journal;
      finalizer.afterBundleCommit(
          Instant.ofEpochMilli(Long.MAX_VALUE),
          () -> {
            notes.note("committed " + n);
            throw new IllegalStateException("a callback that fails changes nothing");
          });
      out.output(n);
    }

    @FinishBundle
    public void finishBundle() {
      journal.note("finished");
      if (fails) {
        throw new IllegalStateException("not today");
      }
    }
  }

  /** Rule B4: after the bundle, once each, and whatever they do changes nothing. */
  @Test
  void callbacksRunAfterTheBundleWasCommitted() {
    PAssert.that(p.apply(Create.of(1, 2, 3)).apply(ParDo.of(new NoteCommit(journal, false))))
        .containsInAnyOrder(1, 2, 3);
    p.run();

    List<String> entries = journal.entries();
    assertTrue(
        entries.containsAll(List.of("committed 1", "committed 2", "committed 3")),
        entries::toString);
    assertEquals("finished", entries.get(0));
  }

  /** Rule B4: never for a bundle that failed. */
  @Test
  void callbacksOfAFailedBundleDoNotRun() {
    p.apply(Create.of(1, 2, 3)).apply(ParDo.of(new NoteCommit(journal, true)));

    assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertEquals(
        List.of(),
        journal.entries().stream().filter(entry -> entry.startsWith("committed")).toList());
  }
}
