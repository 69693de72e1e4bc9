package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.coders.BigEndianIntegerCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import org.junit.jupiter.api.Test;

/** Several collections as one. */
@Subject("flatten")
public abstract class FlattenContract extends ContractTest {

  protected FlattenContract(Setting setting) {
    super(setting);
  }

  @Test
  void allElementsOfAllInputsAreThere() {
    PCollection<String> first = p.apply("First", Create.timestamped(at(1, "a"), at(2, "b")));
    PCollection<String> second = p.apply("Second", Create.timestamped(at(3, "a")));
    PCollection<String> both = PCollectionList.of(first).and(second).apply(Flatten.pCollections());

    PAssert.that(both.apply(Elements.asText()))
        .containsInAnyOrder("a global @1", "b global @2", "a global @3");
    p.run();
  }

  /** Rule F2. */
  @Test
  void aCollectionThatIsGivenTwiceIsThereTwice() {
    PCollection<String> one = p.apply(Create.of("a", "b"));

    PAssert.that(PCollectionList.of(one).and(one).apply(Flatten.pCollections()))
        .containsInAnyOrder("a", "a", "b", "b");
    p.run();
  }

  /** Rule F1: there is nothing to wait for. */
  @Test
  void nothingFlattenedIsCompleteAtOnce() {
    PCollection<Long> nothing =
        PCollectionList.<Long>empty(p).apply(Flatten.pCollections()).setCoder(VarLongCoder.of());

    PAssert.that(nothing).empty();
    PAssert.that(nothing.apply(Count.globally())).containsInAnyOrder(0L);
    p.run();
  }

  /** Rule F3: the coders of the inputs differ; the first one's is that of the output. */
  @Test
  void inputsMayHaveDifferentCoders() {
    PCollection<Integer> small = p.apply("Small", Create.of(1, 2).withCoder(VarIntCoder.of()));
    PCollection<Integer> big =
        p.apply("Big", Create.of(3, 4).withCoder(BigEndianIntegerCoder.of()));

    PAssert.that(
            PCollectionList.of(small)
                .and(big)
                .apply(Flatten.pCollections())
                .apply(Count.perElement()))
        .satisfies(check(counts -> assertEquals(4, counts.size())));
    p.run();
  }
}
