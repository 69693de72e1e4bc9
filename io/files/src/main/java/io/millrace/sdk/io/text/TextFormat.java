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

  /** A format of lines that are there already. */
  public static TextFormat<String> ofLines(@Nullable String header, @Nullable String footer) {
    return new TextFormat<>(new Itself(), header, footer, "\n");
  }

  /** The function that makes a line of a line. */
  public static final class Itself implements SerializableFunction<String, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String apply(String line) {
      return line;
    }
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
