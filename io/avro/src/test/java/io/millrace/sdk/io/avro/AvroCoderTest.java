package io.millrace.sdk.io.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder.NonDeterministicException;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.io.avro.Orders.Item;
import io.millrace.sdk.io.avro.Orders.Order;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroCoderTest {

  private static final AvroCoder<Order> CODER = AvroCoder.of(Order.class);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatWasEncodedIsDecodedValueByValueAndNotAByteBeyond(long seed) throws IOException {
    List<Order> orders = Orders.some(100, seed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Order order : orders) {
      CODER.encode(order, out);
    }
    out.write(42);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    for (Order order : orders) {
      assertThat(CODER.decode(in)).isEqualTo(order);
    }
    assertThat(in.readAllBytes()).containsExactly(42);
  }

  @Test
  void theBytesAreThoseOfAvroItself() throws IOException {
    Item item = new Item("x", 3, new BigDecimal("1.25"));
    byte[] bytes = CoderUtils.encodeToByteArray(AvroCoder.of(Item.class), item);
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(AvroCoder.of(Item.class).getSchema())
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    assertThat(read.get("article")).hasToString("x");
    assertThat(read.get("count")).isEqualTo(3);
  }

  @Test
  void everyPrefixIsRefused() throws IOException {
    byte[] bytes = CoderUtils.encodeToByteArray(CODER, Orders.some(1, 7).get(0));
    for (int length = 0; length < bytes.length; length++) {
      byte[] prefix = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CODER.decode(new ByteArrayInputStream(prefix)))
          .isInstanceOfAny(EOFException.class, CoderException.class);
    }
  }

  @Test
  void nullAndValuesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> CODER.encode(null, new ByteArrayOutputStream()))
        .isInstanceOf(CoderException.class);
    assertThatThrownBy(
            () ->
                AvroCoder.of(Item.class)
                    .encode(new Item(null, 1, BigDecimal.ONE), new ByteArrayOutputStream()))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("component article of Item is null");
  }

  @Test
  void aCoderIsEqualToItsCopy() {
    assertThat(SerializableUtils.clone(CODER)).isEqualTo(CODER).hasSameHashCodeAs(CODER);
    assertThat(CODER.getEncodedTypeDescriptor().getRawType()).isEqualTo(Order.class);
  }

  record Named(Map<String, Integer> counts) {}

  record Around(List<Named> names) {}

  @Test
  void onlyMapsMakeItNonDeterministic() throws NonDeterministicException {
    AvroCoder.of(Item.class).verifyDeterministic();
    assertThatThrownBy(() -> AvroCoder.of(Around.class).verifyDeterministic())
        .isInstanceOf(NonDeterministicException.class)
        .hasMessageContaining("the map names.counts");
  }

  @Test
  void numbersOfOneValueAreOneKeyWhateverTheirScale() {
    AvroCoder<Item> coder = AvroCoder.of(Item.class);
    assertThat(coder.structuralValue(new Item("a", 1, new BigDecimal("1.0"))))
        .isEqualTo(coder.structuralValue(new Item("a", 1, new BigDecimal("1.00"))));
  }

  @Test
  void genericRecordsHaveACoderToo() throws IOException {
    Schema schema = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
    AvroCoder<GenericRecord> coder = SerializableUtils.clone(AvroCoder.of(schema));
    GenericRecord record = new GenericRecordBuilder(schema).set("a", 1).build();
    assertThat(CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, record)))
        .isEqualTo(record);
    Schema other = SchemaBuilder.record("R").fields().requiredLong("a").endRecord();
    GenericRecord stranger = new GenericRecordBuilder(other).set("a", 1L).build();
    assertThatThrownBy(() -> CoderUtils.encodeToByteArray(coder, stranger))
        .hasMessageContaining("a record has the schema");
  }
}
