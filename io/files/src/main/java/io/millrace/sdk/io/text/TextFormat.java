package io.millrace.sdk.io.text;

import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.transforms.SerializableFunction;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Files of lines: a header, a line for each element, a footer.
 *
 * @param <T> the type of the elements
 */
public final class TextFormat<T extends @Nullable Object> implements FileIO.Sink<T> {
  private static final long serialVersionUID = 1;

  private final SerializableFunction<T, String> toLine;
  private final @Nullable String header;
  private final @Nullable String footer;
  private final String delimiter;
  private transient @Nullable LineWriter writer;

  /**
   * A format.
   *
   * @param toLine makes the line of an element, without its end
   * @param header the first line of each file, or null
   * @param footer the last line of each file, or null
   * @param delimiter what is put behind each line
   */
  public TextFormat(
      SerializableFunction<T, String> toLine,
      @Nullable String header,
      @Nullable String footer,
      String delimiter) {
    this.toLine = toLine;
    this.header = header;
    this.footer = footer;
    this.delimiter = delimiter;
  }

  @Override
  public void open(WritableByteChannel channel) throws IOException {
    LineWriter opened = new LineWriter(channel, delimiter.getBytes(StandardCharsets.UTF_8));
    if (header != null) {
      opened.write(header);
    }
    writer = opened;
  }

  @Override
  public void write(T element) throws IOException {
    opened().write(toLine.apply(element));
  }

  @Override
  public void flush() throws IOException {
    LineWriter opened = opened();
    if (footer != null) {
      opened.write(footer);
    }
    opened.flush();
  }

  private LineWriter opened() {
    LineWriter opened = writer;
    if (opened == null) {
      throw new IllegalStateException("open a channel before writing to it");
    }
    return opened;
  }
}
