package io.millrace.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DelegateCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be said of assertions before they run. */
class PAssertConstructionTest {

  private final Pipeline p = Pipeline.create();

  @Test
  void eachAssertionIsAPartOfThePipelineAndFitsIntoTheModel() {
    PCollection<byte[]> start = p.apply(Impulse.create());
    PAssert.IterableAssert<byte[]> that = PAssert.that(start);
    assertThat(PAssert.countAsserts(p)).isZero();
    that.empty().satisfies(elements -> null);
    assertThat(PAssert.countAsserts(p)).isEqualTo(2);
    assertThat(PipelineTranslation.toProto(p).getComponents().getTransformsMap().values())
        .extracting(transform -> transform.getUniqueName())
        .contains("PAssert/Check", "PAssert2/Check");
  }

  @Test
  void aCollectionWithoutEndIsCheckedWhenItsWindowIsClosedForGood() {
    PCollection<byte[]> endless =
        p.apply(Impulse.create()).setIsBoundedInternal(PCollection.IsBounded.UNBOUNDED);
    PAssert.that(endless).empty();
    assertThat(PipelineTranslation.toProto(p).getComponents().getWindowingStrategiesMap().values())
        .anyMatch(strategy -> strategy.getTrigger().hasNever());
  }

  static class ToPair extends DoFn<byte[], KV<Integer, Integer>> {
    @ProcessElement
    public void processElement(OutputReceiver<KV<Integer, Integer>> out) {
      out.output(KV.of(1, 1));
    }
  }

  @Test
  void aMapNeedsACoderOfPairs() {
    Coder<KV<Integer, Integer>> opaque =
        DelegateCoder.of(
            KvCoder.of(VarIntCoder.of(), VarIntCoder.of()), pair -> pair, pair -> pair);
    PCollection<KV<Integer, Integer>> pairs =
        p.apply(Impulse.create()).apply("Pairs", ParDo.of(new ToPair())).setCoder(opaque);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAssert.thatMap(pairs))
        .withMessageContaining("thatMap(Pairs")
        .withMessageContaining("setCoder(KvCoder.of(...))");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAssert.thatMultimap(pairs))
        .withMessageContaining("thatMultimap(Pairs");
  }

  @Test
  void aListNeedsAFunctionForEachCollection() {
    PCollectionList<byte[]> one = PCollectionList.of(p.apply(Impulse.create()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAssert.thatList(one).satisfies(List.of(e -> null, e -> null)))
        .withMessageContaining("2 functions were given for 1 collections");
    assertThat(PAssert.countAsserts(p)).isZero();
  }

  @Test
  void aCheckThatCannotTravelIsRefusedAtOnce() {
    PCollection<byte[]> start = p.apply(Impulse.create()).setCoder(ByteArrayCoder.of());
    Object notSerialisable = new Object();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PAssert.that(start)
                    .satisfies(
                        elements -> {
                          notSerialisable.hashCode();
                          return null;
                        }))
        .withMessageContaining("cannot serialise");
  }
}
