package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PCollection;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where pipelines begin, when it is not outside. */
@Subject("impulse, elements from memory, sequences")
public abstract class CreateContract extends ContractTest {

  protected CreateContract(Setting setting) {
    super(setting);
  }

  private static final class Length extends DoFn<byte[], Integer> {
    @ProcessElement
    public void processElement(@Element byte[] bytes, OutputReceiver<Integer> out) {
      out.output(bytes.length);
    }
  }

  @Test
  void anImpulseIsOneElementWithoutContent() {
    PCollection<Integer> lengths = p.apply(Impulse.create()).apply(ParDo.of(new Length()));

    PAssert.that(lengths).containsInAnyOrder(0);
    p.run();
  }

  @Test
  void elementsFromMemoryAreThereAsOftenAsGiven() {
    PAssert.that(p.apply(Create.of("a", "b", "a"))).containsInAnyOrder("a", "a", "b");
    p.run();
  }

  @Test
  void elementsHaveTheTimestampsThatTheyWereGiven() {
    PCollection<String> elements =
        p.apply(Create.timestamped(at(7, "a"), at(-2, "b"))).apply(Elements.asText());

    PAssert.that(elements).containsInAnyOrder("a global @7", "b global @-2");
    p.run();
  }

  @SuppressWarnings("NullAway") // it does not see that the list is of nullable values
  private static List<@Nullable String> nullAnd(String other) {
    return Arrays.asList(null, other);
  }

  @Test
  void nullIsAnElementWhereTheCoderAllowsIt() {
    PCollection<@Nullable String> elements =
        p.apply(Create.of(nullAnd("a")).withCoder(NullableCoder.of(StringUtf8Coder.of())));

    PAssert.that(elements.apply(Count.globally())).containsInAnyOrder(2L);
    PAssert.that(elements).containsInAnyOrder(nullAnd("a"));
    p.run();
  }

  /** Rule W5: what never had an element ends all the same. */
  @Test
  void noElementsEndAtOnce() {
    PCollection<String> none = p.apply(Create.empty(StringUtf8Coder.of()));

    PAssert.that(none).empty();
    PAssert.that(none.apply(Count.globally())).containsInAnyOrder(0L);
    p.run();
  }

  @Test
  void aSequenceHasEachNumberOnce() {
    PCollection<Long> numbers = p.apply(GenerateSequence.from(3).to(2_503));

    PAssert.that(numbers.apply(Count.globally())).containsInAnyOrder(2_500L);
    PAssert.that(numbers.apply(Count.perElement()))
        .satisfies(check(counts -> counts.forEach(count -> assertEquals(1, count.getValue()))));
    p.run();
  }
}
