package io.millrace.sdk.io.parquet;

import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.avro.AvroType;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/**
 * The format of Parquet files for {@link FileIO#write}, see {@link ParquetIO#sink}. Not thread-safe
 * while it is open.
 *
 * @param <T> the type of the elements
 */
public final class ParquetSink<T> implements FileIO.Sink<T> {
  private static final long serialVersionUID = 1;

  private static final GenericData MODEL = new GenericData();

  private final AvroType<T> type;
  private final CompressionCodecName codec;
  private final long rowGroupSize;
  private final int pageSize;
  private final Map<String, String> metadata;
  private transient @Nullable ParquetWriter<IndexedRecord> writer;

  private ParquetSink(
      AvroType<T> type,
      CompressionCodecName codec,
      long rowGroupSize,
      int pageSize,
      Map<String, String> metadata) {
    this.type = type;
    this.codec = codec;
    this.rowGroupSize = rowGroupSize;
    this.pageSize = pageSize;
    this.metadata = metadata;
  }

  static <T> ParquetSink<T> of(AvroType<T> type) {
    checkSchema(type);
    return new ParquetSink<>(
        type,
        CompressionCodecName.ZSTD,
        ParquetWriter.DEFAULT_BLOCK_SIZE,
        ParquetWriter.DEFAULT_PAGE_SIZE,
        Map.of());
  }

  private static void checkSchema(AvroType<?> type) {
    checkNotRecursive(type.schema(), new HashSet<>());
    try {
      new AvroSchemaConverter(configuration()).convert(type.schema());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(type + " cannot be columns: " + e.getMessage(), e);
    }
  }

  private static void checkNotRecursive(Schema schema, Set<String> around) {
    switch (schema.getType()) {
      case ARRAY -> checkNotRecursive(schema.getElementType(), around);
      case MAP -> checkNotRecursive(schema.getValueType(), around);
      case UNION -> schema.getTypes().forEach(branch -> checkNotRecursive(branch, around));
      case RECORD -> {
        if (!around.add(schema.getFullName())) {
          throw new IllegalArgumentException(
              schema.getFullName() + " contains itself, and columns cannot do that");
        }
        schema.getFields().forEach(field -> checkNotRecursive(field.schema(), around));
        around.remove(schema.getFullName());
      }
      default -> {}
    }
  }

  private static PlainParquetConfiguration configuration() {
    PlainParquetConfiguration configuration = new PlainParquetConfiguration();
    // lists as all programs read them, also with elements that are null
    configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    return configuration;
  }

  /**
   * The same with pages that are compressed so; the default is Zstandard.
   *
   * @throws IllegalArgumentException if the codec is not supported
   */
  public ParquetSink<T> withCompressionCodec(CompressionCodecName name) {
    return new ParquetSink<>(
        type, PageCodecs.checkSupported(name), rowGroupSize, pageSize, metadata);
  }

  /**
   * The same with row groups of about so many bytes; the default is 128 MB. A row group is in
   * memory until it is complete, and is what one reader reads.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ParquetSink<T> withRowGroupSize(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("row groups cannot have " + bytes + " bytes");
    }
    return new ParquetSink<>(type, codec, bytes, pageSize, metadata);
  }

  /**
   * The same with pages of about so many bytes; the default is 1 MB.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ParquetSink<T> withPageSize(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("pages cannot have " + bytes + " bytes");
    }
    return new ParquetSink<>(type, codec, rowGroupSize, bytes, metadata);
  }

  /**
   * The same with this in the footer of each file, beside what is written there anyway.
   *
   * @throws IllegalArgumentException if a key is one that is written anyway
   */
  public ParquetSink<T> withMetadata(Map<String, String> entries) {
    for (String key : entries.keySet()) {
      if (key.equals("parquet.avro.schema") || key.equals("writer.model.name")) {
        throw new IllegalArgumentException(key + " is written anyway, and says something else");
      }
    }
    return new ParquetSink<>(type, codec, rowGroupSize, pageSize, Map.copyOf(entries));
  }

  AvroType<T> type() {
    return type;
  }

  CompressionCodecName codec() {
    return codec;
  }

  @Override
  public void open(WritableByteChannel channel) throws IOException {
    writer =
        AvroParquetWriter.<IndexedRecord>builder(new ChannelOutput(channel))
            .withSchema(type.schema())
            .withDataModel(MODEL)
            .withConf(configuration())
            .withCodecFactory(new PageCodecs())
            .withCompressionCodec(codec)
            .withRowGroupSize(rowGroupSize)
            .withPageSize(pageSize)
            .withExtraMetaData(metadata)
            .build();
  }

  @Override
  public void write(T element) throws IOException {
    ParquetWriter<IndexedRecord> current = Objects.requireNonNull(writer, "open() comes first");
    try {
      current.write(type.toAvro(element));
    } catch (RuntimeException e) {
      throw new IOException("cannot write an element as Parquet: " + e.getMessage(), e);
    }
  }

  @Override
  public void flush() throws IOException {
    Objects.requireNonNull(writer, "open() comes first").close();
    writer = null;
  }
}
