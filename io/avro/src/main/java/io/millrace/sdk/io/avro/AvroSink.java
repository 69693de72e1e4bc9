package io.millrace.sdk.io.avro;

import io.millrace.sdk.io.FileIO;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The format of Avro files for {@link FileIO#write}, see {@link AvroIO#sink}. Not thread-safe while
 * it is open.
 *
 * @param <T> the type of the elements
 */
public final class AvroSink<T> implements FileIO.Sink<T> {
  private static final long serialVersionUID = 1;

  /** Those bounds that Avro's writer has. */
  private static final int LEAST_SYNC_INTERVAL = 32;

  private static final int MOST_SYNC_INTERVAL = 1 << 30;

  private final AvroType<T> type;
  private final AvroCodec codec;
  private final int syncInterval;
  private final Map<String, String> metadata;
  private transient @Nullable DataFileWriter<IndexedRecord> writer;

  private AvroSink(
      AvroType<T> type, AvroCodec codec, int syncInterval, Map<String, String> metadata) {
    this.type = type;
    this.codec = codec;
    this.syncInterval = syncInterval;
    this.metadata = metadata;
  }

  static <T> AvroSink<T> of(AvroType<T> type) {
    return new AvroSink<>(
        type, AvroCodec.STANDARD, DataFileConstants.DEFAULT_SYNC_INTERVAL, Map.of());
  }

  /**
   * The same with blocks that are compressed so; the default is Snappy.
   *
   * @throws IllegalArgumentException if it is none of Avro's own codecs
   */
  public AvroSink<T> withCodec(CodecFactory codecFactory) {
    return new AvroSink<>(type, AvroCodec.of(codecFactory), syncInterval, metadata);
  }

  /**
   * The same with blocks of about so many bytes before they are compressed; the default is 64 KB.
   *
   * @throws IllegalArgumentException if it is below 32 or above 2^30
   */
  public AvroSink<T> withSyncInterval(int bytes) {
    if (bytes < LEAST_SYNC_INTERVAL || bytes > MOST_SYNC_INTERVAL) {
      throw new IllegalArgumentException(
          "blocks of Avro files have from 32 to 2^30 bytes, and not " + bytes);
    }
    return new AvroSink<>(type, codec, bytes, metadata);
  }

  /**
   * The same with this in the header of each file, beside what Avro writes there.
   *
   * @throws IllegalArgumentException if a key begins with {@code avro.}, as Avro's own do
   */
  public AvroSink<T> withMetadata(Map<String, String> entries) {
    for (String key : entries.keySet()) {
      if (DataFileWriter.isReservedMeta(key)) {
        throw new IllegalArgumentException(key + " is Avro's own; its keys begin with avro.");
      }
    }
    return new AvroSink<>(type, codec, syncInterval, Map.copyOf(entries));
  }

  AvroType<T> type() {
    return type;
  }

  AvroCodec codec() {
    return codec;
  }

  @Override
  @SuppressWarnings("MustBeClosed")
  public void open(WritableByteChannel channel) throws IOException {
    DataFileWriter<IndexedRecord> opened =
        new DataFileWriter<>(new GenericDatumWriter<>(type.schema()));
    opened.setCodec(codec.factory());
    opened.setSyncInterval(syncInterval);
    metadata.forEach(opened::setMeta);
    // never closed: the channel belongs to somebody else
    opened.create(type.schema(), Channels.newOutputStream(channel));
    writer = opened;
  }

  @Override
  public void write(T element) throws IOException {
    DataFileWriter<IndexedRecord> current = Objects.requireNonNull(writer, "open() comes first");
    try {
      current.append(type.toAvro(element));
    } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
      throw new IOException("cannot write an element as Avro: " + e.getMessage(), e);
    }
  }

  @Override
  public void flush() throws IOException {
    Objects.requireNonNull(writer, "open() comes first").flush();
  }
}
