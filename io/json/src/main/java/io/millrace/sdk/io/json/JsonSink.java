package io.millrace.sdk.io.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.util.SerializableSupplier;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a value a line. Not thread-safe while it is open. */
final class JsonSink<T> implements FileIO.Sink<T> {
  private static final long serialVersionUID = 1;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Class<T> type;
  private final SerializableSupplier<ObjectMapper> mapper;
  private transient @Nullable ObjectWriter writer;
  private transient @Nullable OutputStream stream;

  JsonSink(Class<T> type, SerializableSupplier<ObjectMapper> mapper) {
    this.type = type;
    this.mapper = mapper;
    if (mapper.get().isEnabled(SerializationFeature.INDENT_OUTPUT)) {
      throw new IllegalArgumentException(
          "a value must be on one line, and this mapper has INDENT_OUTPUT");
    }
  }

  @Override
  public void open(WritableByteChannel channel) {
    stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    writer = mapper.get().writerFor(type);
  }

  @Override
  public void write(T element) throws IOException {
    OutputStream opened = Objects.requireNonNull(stream, "open() comes first");
    try {
      byte[] value =
          Objects.requireNonNull(writer, "open() comes first").writeValueAsBytes(element);
      opened.write(value);
      opened.write('\n');
    } catch (JsonProcessingException e) {
      throw new IOException(
          "cannot write a " + type.getSimpleName() + " as JSON: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public void flush() throws IOException {
    Objects.requireNonNull(stream, "open() comes first").flush();
  }
}
