package io.millrace.sdk.io.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.avro.Orders.Order;
import io.millrace.sdk.util.SerializableUtils;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.reflect.AvroAlias;
import org.apache.avro.reflect.AvroDefault;
import org.apache.avro.reflect.AvroDoc;
import org.apache.avro.reflect.AvroIgnore;
import org.apache.avro.reflect.AvroName;
import org.apache.avro.reflect.AvroSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What Java records are in Avro, and how they are read from what others wrote. */
class AvroTypeTest {

  private static <T> T there(AvroType<T> type, Schema written, Object... values) {
    GenericRecordBuilder builder = new GenericRecordBuilder(written);
    for (int i = 0; i < values.length; i++) {
      builder.set(written.getFields().get(i), values[i]);
    }
    return resolved(type, written, builder.build());
  }

  /** Through bytes, as only these tell what Avro's resolution makes of them. */
  private static <T> T resolved(AvroType<T> type, Schema written, GenericData.Record record) {
    byte[] bytes = AvroMessages.of(AvroType.of(written)).encode(record);
    return AvroMessages.of(type).writtenWith(written).decode(bytes);
  }

  private static String typesOf(Schema record) {
    return record.getFields().stream()
        .map(field -> field.name() + ":" + shortly(field.schema()))
        .collect(Collectors.joining(" "));
  }

  private static String shortly(Schema schema) {
    if (schema.isUnion()) {
      return schema.getTypes().stream().map(AvroTypeTest::shortly).collect(Collectors.joining("|"));
    }
    return schema.getLogicalType() == null
        ? schema.getType().getName()
        : schema.getLogicalType().getName();
  }

  @Nested
  class Schemas {

    @Test
    void aRecordHasAFieldForEachComponent() {
      Schema schema = AvroType.of(Order.class).schema();
      assertThat(schema.getFullName()).isEqualTo("io.millrace.sdk.io.avro.Orders.Order");
      assertThat(typesOf(schema))
          .isEqualTo(
              "id:long customer:string note:null|string discount:null|int state:enum items:array"
                  + " tags:array amounts:map at:timestamp-micros day:date time:time-micros"
                  + " local:local-timestamp-micros key:uuid express:boolean weight:float"
                  + " score:double rank:int level:int gift:null|record");
      assertThat(schema.getField("state").schema().getEnumSymbols())
          .containsExactly("OPEN", "PAID", "SENT");
      assertThat(typesOf(schema.getField("items").schema().getElementType()))
          .isEqualTo("article:string count:int price:decimal");
      assertThat(shortly(schema.getField("amounts").schema().getValueType()))
          .isEqualTo("null|long");
    }

    @Test
    void aSchemaIsOneThatAvroItselfParses() {
      Schema schema = AvroType.of(Order.class).schema();
      assertThat(new Schema.Parser().parse(schema.toString())).isEqualTo(schema);
    }

    @Test
    void whatMayBeMissingHasNullAsItsDefault() {
      Schema schema = AvroType.of(Order.class).schema();
      assertThat(schema.getField("note").hasDefaultValue()).isTrue();
      assertThat(schema.getField("discount").hasDefaultValue()).isTrue();
      assertThat(schema.getField("id").hasDefaultValue()).isFalse();
    }

    @AvroDoc("a person")
    record Annotated(
        @AvroName("full_name") @AvroDoc("as it is written") String name,
        @AvroAlias(alias = "years") @AvroDefault("18") int age,
        @AvroDefault("\"none\"") @Nullable String title,
        @AvroSchema("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}") Instant since,
        @AvroSchema(
                "{\"type\":\"fixed\",\"name\":\"Money\",\"size\":6,\"logicalType\":\"decimal\","
                    + "\"precision\":12,\"scale\":2}")
            BigDecimal balance) {}

    @Test
    void annotationsOfAvroAreFollowed() {
      Schema schema = AvroType.of(Annotated.class).schema();
      assertThat(typesOf(schema))
          .isEqualTo(
              "full_name:string age:int title:string|null since:timestamp-millis balance:decimal");
      assertThat(schema.getDoc()).isEqualTo("a person");
      assertThat(schema.getField("full_name").doc()).isEqualTo("as it is written");
      assertThat(schema.getField("age").defaultVal()).isEqualTo(18);
      assertThat(schema.getField("age").aliases()).containsExactly("years");
    }

    @Test
    void aUnitThatWasAskedForCutsOff() {
      Annotated person =
          new Annotated(
              "x",
              1,
              null,
              Instant.parse("2026-11-28T00:00:00.123456789Z"),
              new BigDecimal("-1.5"));
      AvroMessages<Annotated> messages = AvroMessages.of(AvroType.of(Annotated.class));
      assertThat(messages.decode(messages.encode(person)))
          .isEqualTo(
              new Annotated(
                  "x",
                  1,
                  null,
                  Instant.parse("2026-11-28T00:00:00.123Z"),
                  new BigDecimal("-1.50")));
    }

    record Node(String name, @Nullable Node next, List<Node> others) {}

    @Test
    void aRecordMayContainItself() {
      AvroMessages<Node> messages = AvroMessages.of(AvroType.of(Node.class));
      Node node =
          new Node(
              "a",
              new Node("b", null, List.of()),
              List.of(new Node("c", new Node("d", null, List.of()), List.of())));
      assertThat(messages.decode(messages.encode(node))).isEqualTo(node);
    }

    @Test
    void typesAreEqualIfTheirClassesAre() {
      assertThat(AvroType.of(Node.class)).isEqualTo(AvroType.of(Node.class));
      assertThat(SerializableUtils.clone(AvroType.of(Node.class)))
          .isEqualTo(AvroType.of(Node.class));
      assertThat(AvroType.of(Node.class)).isNotEqualTo(AvroType.of(Order.class));
    }
  }

  @Nested
  class Refused {

    record OfDuration(Duration took) {}

    record OfArray(int[] numbers) {}

    record OfMap(Map<Long, String> names) {}

    record Pair<A>(A one) {}

    record OfPair(Pair<String> pair) {}

    record OfWildcard(List<?> things) {}

    record TwiceMissing(@Nullable Optional<String> name) {}

    record Ignored(@AvroIgnore String name) {}

    record BadDefault(@AvroDefault("\"x\"") int number) {}

    record BadSchema(@AvroSchema("{\"type\":\"string\"}") Instant at) {}

    record NeedlessSchema(@AvroSchema("{\"type\":\"string\"}") String name) {}

    record BadName(@AvroName("a-b") String name) {}

    sealed interface Shape permits Circle {}

    record Circle(int radius) implements Shape {}

    record OfSealed(Shape shape) {}

    private static void refused(Class<?> type, String... parts) {
      assertThatThrownBy(() -> AvroType.of(type))
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .contains(type.getSimpleName())
          .contains(parts);
    }

    @Test
    void whatHasNoSchemaIsRefusedByNameAndWithAdvice() {
      refused(OfDuration.class, "component took", "java.time.Duration; use a long");
      refused(OfArray.class, "component numbers", "int[]; use a List");
      refused(OfMap.class, "component names", "keys of maps are strings, not java.lang.Long");
      refused(OfPair.class, "component pair", "a record with type parameters");
      refused(Pair.class, "has type parameters");
      refused(OfWildcard.class, "component things", "no schema for ?");
      refused(TwiceMissing.class, "component name", "an Optional that may be null as well");
      refused(Ignored.class, "component name", "cannot be ignored");
      refused(BadDefault.class, "component number", "the default \"x\" is no value of it");
      refused(BadSchema.class, "component at", "Instant cannot be read from string");
      refused(NeedlessSchema.class, "component name", "there is one schema only");
      refused(BadName.class, "a-b");
      refused(OfSealed.class, "component shape", "of a sealed type write a record");
      refused(String.class, "is no record");
    }

    record Required(String name, List<String> names) {}

    @Test
    void nullIsRefusedWhereItIsNoValue() {
      AvroType<Required> type = AvroType.of(Required.class);
      assertThatThrownBy(() -> type.toAvro(new Required(null, List.of())))
          .isInstanceOf(AvroTypeException.class)
          .hasMessage(
              "component name of Required is null; annotate it @Nullable if null is a value here");
      assertThatThrownBy(() -> type.toAvro(new Required("x", Arrays.asList("a", null))))
          .hasMessageContaining("component names of Required")
          .hasMessageContaining("element 1 is null");
    }

    record Times(Instant at, @Nullable LocalTime time) {}

    record Money(BigDecimal amount) {}

    @Test
    void nothingIsRoundedOrCutOffUnasked() {
      AvroType<Times> times = AvroType.of(Times.class);
      assertThatThrownBy(
              () -> times.toAvro(new Times(Instant.parse("2026-01-01T00:00:00.000000001Z"), null)))
          .hasMessageContaining("component at of Times")
          .hasMessageContaining("is between two microseconds");
      assertThatThrownBy(
              () -> times.toAvro(new Times(Instant.MAX.truncatedTo(ChronoUnit.SECONDS), null)))
          .hasMessageContaining("too far away");
      AvroType<Money> money = AvroType.of(Money.class);
      assertThatThrownBy(() -> money.toAvro(new Money(new BigDecimal("0.0000000001"))))
          .hasMessageContaining("does not fit into a decimal of precision 38 and scale 9");
      assertThatThrownBy(() -> money.toAvro(new Money(new BigDecimal("1e30"))))
          .hasMessageContaining("does not fit");
    }
  }

  @Nested
  class Evolution {

    record Now(
        @AvroAlias(alias = "number") long id,
        @Nullable String note,
        Optional<String> more,
        @AvroDefault("[\"none\"]") List<String> tags) {}

    private final AvroType<Now> type = AvroType.of(Now.class);

    @Test
    void whatIsMissingHasItsDefaultAndWhatIsNotWantedIsLeftOut() {
      Schema old =
          SchemaBuilder.record("AnyName")
              .fields()
              .requiredString("gone")
              .requiredInt("number")
              .endRecord();
      assertThat(there(type, old, "x", 7))
          .isEqualTo(new Now(7, null, Optional.empty(), List.of("none")));
    }

    record Added(String fresh) {}

    @Test
    void whatIsMissingWithoutADefaultIsRefused() {
      Schema old = SchemaBuilder.record("Old").fields().requiredInt("id").endRecord();
      assertThatThrownBy(() -> AvroType.of(Added.class).reading(old, Set.of()))
          .isInstanceOf(AvroTypeException.class)
          .hasMessage(
              "component fresh of Added is missing in what was written, and has no default:"
                  + " annotate it @Nullable or @AvroDefault(...), or make it an Optional");
    }

    record Wide(long a, double b, double c, @Nullable Long d) {}

    @Test
    void numbersBecomeWider() {
      Schema old =
          SchemaBuilder.record("Old")
              .fields()
              .requiredInt("a")
              .requiredLong("b")
              .requiredFloat("c")
              .requiredInt("d")
              .endRecord();
      assertThat(there(AvroType.of(Wide.class), old, 1, 2L, 0.5f, 4))
          .isEqualTo(new Wide(1, 2, 0.5, 4L));
    }

    record NarrowRecord(int a) {}

    @Test
    void numbersDoNotBecomeNarrower() {
      Schema old = SchemaBuilder.record("Old").fields().requiredLong("a").endRecord();
      assertThatThrownBy(() -> AvroType.of(NarrowRecord.class).reading(old, Set.of()))
          .hasMessageContaining("component a of NarrowRecord")
          .hasMessageContaining("int cannot be read from long");
    }

    @Test
    void nullsOfANullableFieldAreNullOrAnErrorThatNamesTheComponent() {
      Schema old =
          SchemaBuilder.record("Old")
              .fields()
              .optionalLong("id")
              .optionalString("note")
              .endRecord();
      assertThat(there(type, old, 5L, null).note()).isNull();
      assertThatThrownBy(() -> there(type, old, null, "x"))
          .hasMessageContaining("component id of Now is null in what was read");
    }

    record Timed(Instant at) {}

    @Test
    void timesAreReadInTheUnitThatTheyWereWrittenIn() {
      Instant at = Instant.parse("2026-11-28T01:02:03.004Z");
      for (var each :
          Map.of(
                  LogicalTypes.timestampMillis(), at.toEpochMilli(),
                  LogicalTypes.timestampMicros(), at.toEpochMilli() * 1000,
                  LogicalTypes.timestampNanos(), at.toEpochMilli() * 1_000_000)
              .entrySet()) {
        Schema number = each.getKey().addToSchema(Schema.create(Schema.Type.LONG));
        Schema old =
            SchemaBuilder.record("Old").fields().name("at").type(number).noDefault().endRecord();
        assertThat(there(AvroType.of(Timed.class), old, each.getValue()).at()).isEqualTo(at);
      }
      Schema plain = SchemaBuilder.record("Old").fields().requiredLong("at").endRecord();
      assertThatThrownBy(() -> AvroType.of(Timed.class).reading(plain, Set.of()))
          .hasMessageContaining("Instant cannot be read from long");
    }

    record Priced(BigDecimal price) {}

    @Test
    void decimalsAreReadWithTheScaleThatTheyWereWrittenWith() {
      Schema decimal = LogicalTypes.decimal(10, 2).addToSchema(Schema.create(Schema.Type.BYTES));
      Schema old =
          SchemaBuilder.record("Old").fields().name("price").type(decimal).noDefault().endRecord();
      assertThat(there(AvroType.of(Priced.class), old, ByteBuffer.wrap(new byte[] {-5})).price())
          .isEqualTo(new BigDecimal("-0.05"));
    }

    enum Color {
      RED,
      GREEN
    }

    record Painted(Color color) {}

    record Named(String color, UUID key) {}

    @Test
    void enumsAreReadByName() {
      Schema symbols = Schema.createEnum("Hue", null, null, List.of("GREEN", "BLUE"));
      Schema old =
          SchemaBuilder.record("Old").fields().name("color").type(symbols).noDefault().endRecord();
      AvroType<Painted> painted = AvroType.of(Painted.class);
      assertThat(there(painted, old, new GenericData.EnumSymbol(symbols, "GREEN")).color())
          .isEqualTo(Color.GREEN);
      assertThatThrownBy(() -> there(painted, old, new GenericData.EnumSymbol(symbols, "BLUE")))
          .hasMessageContaining("has no constant BLUE");
      Schema text = SchemaBuilder.record("Old").fields().requiredString("color").endRecord();
      assertThat(there(painted, text, "RED").color()).isEqualTo(Color.RED);
    }

    @Test
    void textIsReadFromEnumsAndKeysFromText() {
      Schema symbols = Schema.createEnum("Hue", null, null, List.of("GREEN"));
      Schema old =
          SchemaBuilder.record("Old")
              .fields()
              .name("color")
              .type(symbols)
              .noDefault()
              .requiredString("key")
              .endRecord();
      UUID key = new UUID(1, 2);
      assertThat(
              there(
                  AvroType.of(Named.class),
                  old,
                  new GenericData.EnumSymbol(symbols, "GREEN"),
                  key.toString()))
          .isEqualTo(new Named("GREEN", key));
    }

    @Test
    void aNarrowDecimalIsReadAsADecimalAndAsNothingElse() {
      Schema old =
          SchemaBuilder.record("Old")
              .fields()
              .name("price")
              .type(AvroType.narrowDecimal(Schema.Type.INT, 2))
              .noDefault()
              .endRecord();
      assertThat(there(AvroType.of(Priced.class), old, 1234).price())
          .isEqualTo(new BigDecimal("12.34"));
      record Whole(int price) {}
      assertThatThrownBy(() -> AvroType.of(Whole.class).reading(old, Set.of()))
          .hasMessageContaining("int cannot be read from int");
    }

    @Test
    void genericRecordsAreReadByTheRulesOfAvro() {
      Schema old = SchemaBuilder.record("R").fields().requiredInt("a").requiredInt("b").endRecord();
      Schema wanted =
          SchemaBuilder.record("R").fields().requiredLong("a").optionalString("c").endRecord();
      IndexedRecord read = there(AvroType.of(wanted), old, 1, 2);
      assertThat(read.get(0)).isEqualTo(1L);
      assertThat(read.get(1)).isNull();
      Schema impossible = SchemaBuilder.record("R").fields().requiredString("d").endRecord();
      assertThatThrownBy(() -> AvroType.of(impossible).reading(old, Set.of()))
          .isInstanceOf(AvroTypeException.class)
          .hasMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE")
          .hasMessageContaining("/fields/0");
    }
  }
}
