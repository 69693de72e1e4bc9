package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Input in order of time, and input that stays the same. */
@Subject("time-sorted input, stable input")
public abstract class OrderedInputContract extends KeyedContractTest {

  protected OrderedInputContract(Setting setting) {
    super(setting);
  }

  private static final class InOrder extends DoFn<KV<String, String>, String> {
    private final Journal journal;

    InOrder(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    @RequiresTimeSortedInput
    public void processElement(@Element KV<String, String> element, OutputReceiver<String> out) {
      journal.note(element.getValue());
      out.output(element.getValue());
    }
  }

  private static Window<KV<String, String>> globalWithFiveLate() {
    return Window.<KV<String, String>>into(new GlobalWindows())
        .withAllowedLateness(seconds(5))
        .discardingFiredPanes();
  }

  /** Rule H3: an element waits until none before it can come any more. */
  @Test
  @Needs(Feature.TIME_SORTED_INPUT)
  void elementsComeInOrderOfTime() {
    expectNotes(
        "c@3 a@1 | W=2 | d@9 b@2 | W=4 | inf",
        Window.into(new GlobalWindows()),
        new InOrder(journal),
        "a",
        "b",
        "c",
        "d");
  }

  /** Rule H3: what is late by no more than the lateness still comes in its place. */
  @Test
  @Needs(Feature.TIME_SORTED_INPUT)
  void whatIsLateComesInItsPlaceToo() {
    expectNotes(
        "a@1 | W=7 | d@7 | W=8 | b@4 | inf",
        globalWithFiveLate(),
        new InOrder(journal),
        "a",
        "b",
        "d");
  }

  /** Rules H3 and Q3. */
  @Test
  @Needs(Feature.TIME_SORTED_INPUT)
  void inputThatEndsComesInOrderOfTime() {
    p.apply(
            Create.timestamped(
                at(5, KV.of("k", "c")),
                at(1, KV.of("k", "a")),
                at(9, KV.of("k", "d")),
                at(3, KV.of("k", "b"))))
        .apply(ParDo.of(new InOrder(journal)));
    p.run().waitUntilFinish();

    assertEquals(List.of("a", "b", "c", "d"), noted(journal));
  }

  private static final class Stable extends DoFn<KV<String, String>, String> {
    @ProcessElement
    @RequiresStableInput
    public void processElement(@Element KV<String, String> element, OutputReceiver<String> out) {
      out.output(element.getValue());
    }
  }

  /** Rule H2, as far as it can be seen without a failure: nothing is kept back at the end. */
  @Test
  @Needs(Feature.STABLE_INPUT)
  void inputThatMustBeStableComesThrough() {
    PAssert.that(outputs("a@1 b@2 | W=5 | c@6 | inf", tens(), new Stable()))
        .containsInAnyOrder("a", "b", "c");
    p.run();
  }
}
