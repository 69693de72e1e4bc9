package io.millrace.sdk.io.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.RecordIO;
import io.millrace.sdk.util.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes files of JSON Lines: one JSON value a line, UTF-8.
 *
 * <pre>{@code
 * record Sale(long id, String shop, LocalDate day, @Nullable String note, List<String> tags) {}
 *
 * PCollection<Sale> sales = p.apply(JsonIO.read(Sale.class).from("sales-*.jsonl.gz"));
 * sales.apply(JsonIO.write(Sale.class).to("result").withPrefix("sales"));
 * }</pre>
 *
 * <p>Values are Java records, mapped by Jackson with its annotations, or trees ({@link JsonNode}).
 * A component of a record must be there and not null, unless it is {@code @Nullable} or an {@link
 * java.util.Optional}; fields that no component asks for are left out; nothing is converted that
 * could lose something, as {@code 1.5} to an int. Another {@link ObjectMapper} has other rules.
 *
 * <p>Large files that are not compressed are read in parts at the same time. Files, compression,
 * bad lines and watching for new files are those of {@link RecordIO}, writing is that of {@link
 * FileIO#write}.
 */
public final class JsonIO {

  private JsonIO() {}

  /**
   * A new mapper with the rules above, to be changed; give a function that makes it to a transform.
   */
  public static JsonMapper newMapper() {
    return JsonMappers.create();
  }

  /** Reads values from files. */
  public static <T> RecordIO.Read<T> read(Class<T> type) {
    return read(type, new JsonMappers.Factory());
  }

  /** Reads values from files, as this mapper reads them. */
  public static <T> RecordIO.Read<T> read(
      Class<T> type, SerializableSupplier<ObjectMapper> mapper) {
    return RecordIO.read(format(type, mapper));
  }

  /** Reads trees from files. */
  public static RecordIO.Read<JsonNode> read() {
    return read(JsonNode.class);
  }

  /** Reads values from the files that the patterns in a collection stand for. */
  public static <T> RecordIO.ReadAll<T> readAll(Class<T> type) {
    return readAll(type, new JsonMappers.Factory());
  }

  /** Reads values from the files that the patterns in a collection stand for, likewise. */
  public static <T> RecordIO.ReadAll<T> readAll(
      Class<T> type, SerializableSupplier<ObjectMapper> mapper) {
    return RecordIO.readAll(format(type, mapper));
  }

  /** Reads values from the files in a collection, see {@link FileIO#readMatches}. */
  public static <T> RecordIO.ReadFiles<T> readFiles(Class<T> type) {
    return readFiles(type, new JsonMappers.Factory());
  }

  /** Reads values from the files in a collection, likewise. */
  public static <T> RecordIO.ReadFiles<T> readFiles(
      Class<T> type, SerializableSupplier<ObjectMapper> mapper) {
    return RecordIO.readFiles(format(type, mapper));
  }

  /** Writes values to files, called {@code ...jsonl}. */
  public static <T> FileIO.Write<@Nullable Void, T> write(Class<T> type) {
    return write(type, new JsonMappers.Factory());
  }

  /**
   * Writes values to files, called {@code ...jsonl}, as this mapper writes them: {@link
   * #sink(Class, SerializableSupplier)} in {@link FileIO#write}.
   */
  public static <T> FileIO.Write<@Nullable Void, T> write(
      Class<T> type, SerializableSupplier<ObjectMapper> mapper) {
    return FileIO.<T>write().via(sink(type, mapper)).withSuffix(".jsonl");
  }

  /** Values as lines of files, for {@link FileIO#write}. */
  public static <T> FileIO.Sink<T> sink(Class<T> type) {
    return sink(type, new JsonMappers.Factory());
  }

  /**
   * Values as lines of files, as this mapper writes them.
   *
   * @throws IllegalArgumentException if the mapper writes values on several lines
   */
  public static <T> FileIO.Sink<T> sink(Class<T> type, SerializableSupplier<ObjectMapper> mapper) {
    return new JsonSink<>(checked(type), mapper);
  }

  private static <T> JsonRecordFormat<T> format(
      Class<T> type, SerializableSupplier<ObjectMapper> mapper) {
    return new JsonRecordFormat<>(checked(type), mapper);
  }

  private static <T> Class<T> checked(Class<T> type) {
    if (type.getTypeParameters().length > 0) {
      throw new IllegalArgumentException(
          type.getName() + " has type parameters, and what they stand for is not known");
    }
    return type;
  }
}
