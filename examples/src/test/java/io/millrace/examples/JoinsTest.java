package io.millrace.examples;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each join makes of a few orders; times are in hours. */
class JoinsTest {

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private static <V> TimestampedValue<KV<String, V>> at(long hours, String key, V value) {
    return TimestampedValue.of(KV.of(key, value), Instant.ofEpochSecond(hours * 3600));
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private final <V> PCollection<KV<String, V>> collection(
      String name, Coder<V> coder, TimestampedValue<KV<String, V>>... elements) {
    return pipeline.apply(
        name,
        Create.timestamped(Arrays.asList(elements))
            .withCoder(KvCoder.of(StringUtf8Coder.of(), coder)));
  }

  private PCollection<KV<String, Long>> orders() {
    return collection(
        "Orders",
        VarLongCoder.of(),
        at(1, "ann", 100L),
        at(2, "ann", 200L),
        at(3, "bob", 300L),
        at(25, "ann", 400L));
  }

  private PCollection<KV<String, Long>> returns() {
    return collection("Returns", VarLongCoder.of(), at(5, "ann", 100L), at(26, "bob", 300L));
  }

  @Test
  void whatWasKeptIsKnownForEachCustomerAndDay() {
    PAssert.that(Joins.keptByDay(orders(), returns()).apply(Elements.asText()))
        .containsInAnyOrder(
            "ann 200 [0,86400) @86399.999",
            "bob 300 [0,86400) @86399.999",
            "ann 400 [86400,172800) @172799.999",
            "bob -300 [86400,172800) @172799.999");
    pipeline.run();
  }

  @Test
  void ordersMeetTheReturnsOfTheirDay() {
    PAssert.that(Joins.returnsOfTheDay(orders(), returns()))
        .containsInAnyOrder(
            KV.of("ann", KV.of(100L, 100L)),
            KV.of("ann", KV.of(200L, 100L)),
            KV.of("bob", KV.of(300L, 0L)),
            KV.of("ann", KV.of(400L, 0L)));
    pipeline.run();
  }

  @Test
  void ordersMeetThePaymentsOfTheNextHour() {
    PCollection<KV<String, Long>> ordersById =
        collection("Orders", VarLongCoder.of(), at(1, "#1", 100L), at(2, "#2", 200L));
    PCollection<KV<String, String>> paymentsById =
        collection("Payments", StringUtf8Coder.of(), at(2, "#1", "card"), at(4, "#2", "cash"));
    PAssert.that(Joins.paidInTime(ordersById, paymentsById))
        .containsInAnyOrder(
            KV.of("#1", KV.of(100L, "card")), KV.of("#2", KV.of(200L, (String) null)));
    pipeline.run();
  }

  @Test
  void ordersMeetTheRateOfTheirTime() {
    PCollection<KV<String, Long>> ordersByCurrency =
        collection(
            "Orders",
            VarLongCoder.of(),
            at(1, "USD", 100L),
            at(6, "USD", 200L),
            at(48, "USD", 300L));
    PCollection<KV<String, Double>> rates =
        collection("Rates", DoubleCoder.of(), at(1, "USD", 0.9), at(5, "USD", 0.8));
    PAssert.that(Joins.atTheRateOfThen(ordersByCurrency, rates))
        .containsInAnyOrder(KV.of("USD", KV.of(100L, 0.9)), KV.of("USD", KV.of(200L, 0.8)));
    pipeline.run();
  }

  @Test
  void namesComeFromATable() {
    PCollection<KV<String, String>> names =
        pipeline.apply(
            "Names",
            Create.of(KV.of("ann", "Ann Arbor"))
                .withCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())));
    PAssert.that(Joins.withNames(orders(), names))
        .containsInAnyOrder("Ann Arbor 100", "Ann Arbor 200", "unknown 300", "Ann Arbor 400");
    pipeline.run();
  }
}
