package io.millrace.sdk.io.parquet;

import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.avro.mapping.RecordBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.api.ReadSupport.ReadContext;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a file: the columns that the elements or the filter want.
 *
 * @param requested these columns
 * @param rows how their rows become elements
 */
record Columns<T>(MessageType requested, Rows<?, T> rows) {

  /**
   * How rows become elements.
   *
   * @param <R> what rows are read as
   * @param materializer reads them
   * @param toElement makes an element of one; throws an {@link AvroTypeException} if a value is
   *     none of its component
   */
  record Rows<R, T>(RecordMaterializer<R> materializer, Function<R, T> toElement) {

    /** The rows of a row group, whose pages are given. */
    RowGroup<R, T> open(MessageColumnIO columns, PageReadStore pages, FilterCompat.Filter filter) {
      return new RowGroup<>(columns.getRecordReader(pages, materializer, filter), toElement);
    }
  }

  /** Where Avro's writers leave the schema of the elements. */
  private static final List<String> SCHEMA_KEYS = List.of("parquet.avro.schema", "avro.schema");

  /** Where Parquet's reader finds the schema to read with. */
  private static final String READ_SCHEMA_KEY = "avro.read.schema";

  /** Knows no conversions but those of the columns themselves, whatever a program registers. */
  private static final GenericData MODEL = new GenericData();

  /**
   * Chooses the columns.
   *
   * @throws AvroTypeException if elements cannot be made of this file; the message says why
   */
  static <T> Columns<T> choose(
      FileMetaData file, AvroType<T> type, @Nullable FilterPredicate filter) {
    MessageType fileSchema = file.getSchema();
    Set<ColumnPath> filtered = filter == null ? Set.of() : FilterColumns.of(filter);
    Set<String> alsoFields = new HashSet<>();
    filtered.forEach(path -> alsoFields.add(path.toArray()[0]));

    PlainParquetConfiguration configuration = configuration();
    Schema written = written(file, type, alsoFields, configuration);
    AvroType.Reading<T> reading = type.reading(written, alsoFields);
    if (reading.fieldsFound() == 0) {
      throw new AvroTypeException(
          "it has no column of " + type + ", but " + names(fileSchema.getFields()));
    }
    MessageType requested =
        new MessageType(
            fileSchema.getName(), Projection.fields(fileSchema.getFields(), reading.schema()));
    for (ColumnPath path : filtered) {
      if (fileSchema.containsPath(path.toArray()) && !requested.containsPath(path.toArray())) {
        throw new AvroTypeException(
            "the filter needs the column "
                + path.toDotString()
                + ", of which the elements have other parts: add it to them");
      }
    }
    RecordBuilder<T> builder = reading.builder();
    FlatRows<T> flat = builder == null ? null : FlatRows.of(requested, builder);
    if (flat != null) {
      return new Columns<>(requested, new Rows<>(flat, RecordBuilder::build));
    }
    RecordMaterializer<IndexedRecord> materializer =
        new AvroReadSupport<IndexedRecord>(MODEL)
            .prepareForRead(
                configuration,
                file.getKeyValueMetaData(),
                fileSchema,
                new ReadContext(requested, Map.of(READ_SCHEMA_KEY, reading.schema().toString())));
    return new Columns<>(requested, new Rows<>(materializer, reading::fromAvro));
  }

  private static PlainParquetConfiguration configuration() {
    PlainParquetConfiguration configuration = new PlainParquetConfiguration();
    // lists of all writers but old ones have a level for the element
    configuration.setBoolean(AvroSchemaConverter.ADD_LIST_ELEMENT_RECORDS, false);
    // else a column that nobody wants would be an error
    configuration.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, true);
    return configuration;
  }

  private static Schema written(
      FileMetaData file,
      AvroType<?> type,
      Set<String> alsoFields,
      PlainParquetConfiguration configuration) {
    for (String key : SCHEMA_KEYS) {
      String json = file.getKeyValueMetaData().get(key);
      if (json != null) {
        return new Schema.Parser().parse(json);
      }
    }
    // columns that nobody wants may have names that Avro does not take
    Set<String> wanted = new HashSet<>(alsoFields);
    for (Schema.Field field : type.schema().getFields()) {
      wanted.add(field.name());
      wanted.addAll(field.aliases());
    }
    List<Type> columns = new ArrayList<>();
    for (Type column : file.getSchema().getFields()) {
      if (wanted.contains(column.getName())) {
        columns.add(column);
      }
    }
    MessageType chosen = new MessageType(type.schema().getFullName(), columns);
    return NarrowDecimals.mark(new AvroSchemaConverter(configuration).convert(chosen), chosen);
  }

  private static Set<String> names(List<Type> fields) {
    Set<String> names = new TreeSet<>();
    fields.forEach(field -> names.add(field.getName()));
    return names;
  }
}
