package io.millrace.sdk.io;

import io.millrace.sdk.io.socket.Reconnection;
import io.millrace.sdk.io.socket.SocketSource;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.util.Objects;

/**
 * Reads lines of text from a network connection, for first steps and for tools that offer their
 * events that way.
 *
 * <pre>{@code
 * PCollection<String> lines = pipeline.apply(SocketIO.readLines("localhost", 9999));
 * }</pre>
 *
 * <p>A socket remembers nothing: what was sent while nobody was connected, and what a failed job
 * had received, is lost. Where that matters, put a log in between.
 */
public final class SocketIO {

  private SocketIO() {}

  /**
   * Connects to a host and reads lines of UTF-8, by one reader, without end. When the other side
   * closes the connection the input ends; when the connection fails, so does the pipeline.
   *
   * <p>Lines end with {@code \n} or {@code \r\n}; so does the last one when the connection ends.
   * Unless {@link ReadLines#withWatermarkPolicy} says otherwise, their event time is the processing
   * time at which they arrive.
   *
   * @param host a name or an address; looked up when the reader is opened
   * @throws IllegalArgumentException if the host is empty or the port is not one of 1 to 65535
   */
  public static ReadLines readLines(String host, int port) {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "SocketIO.readLines(\""
              + host
              + "\", "
              + port
              + "): give the name of a host, and a port from 1 to 65535");
    }
    return new ReadLines(
        host,
        port,
        SocketSource.DEFAULT_MAX_LINE_BYTES,
        Reconnection.NEVER,
        WatermarkPolicy.withProcessingTime());
  }

  /** See {@link SocketIO#readLines}. Immutable; each method gives a changed copy. */
  public static final class ReadLines extends PTransform<PBegin, PCollection<String>> {

    private static final long serialVersionUID = 1;

    private final String host;
    private final int port;
    private final int maxLineBytes;
    private final Reconnection reconnection;
    private final WatermarkPolicy<String> watermarkPolicy;

    private ReadLines(
        String host,
        int port,
        int maxLineBytes,
        Reconnection reconnection,
        WatermarkPolicy<String> watermarkPolicy) {
      this.host = host;
      this.port = port;
      this.maxLineBytes = maxLineBytes;
      this.reconnection = reconnection;
      this.watermarkPolicy = watermarkPolicy;
    }

    /**
     * Connects again when the connection cannot be made, fails, or is closed by the other side; the
     * input does not end then. What was sent in the meantime is lost, and the line that was cut off
     * is given as far as it came.
     *
     * @param attempts how often in a row, before the pipeline fails
     * @param pause how long to wait before each
     * @throws IllegalArgumentException if there is no attempt, or the pause is negative
     */
    public ReadLines withReconnection(int attempts, Duration pause) {
      if (attempts < 1 || pause.isNegative()) {
        throw new IllegalArgumentException(
            "SocketIO.withReconnection("
                + attempts
                + ", "
                + pause
                + "): give at least one attempt, and a pause that is not negative");
      }
      return new ReadLines(
          host, port, maxLineBytes, new Reconnection(attempts, pause.toMillis()), watermarkPolicy);
    }

    /**
     * Fails if a line is longer; the default is a mebibyte.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public ReadLines withMaxLineBytes(int maxLineBytes) {
      if (maxLineBytes < 1) {
        throw new IllegalArgumentException(
            "SocketIO.withMaxLineBytes(" + maxLineBytes + "): give at least 1");
      }
      return new ReadLines(host, port, maxLineBytes, reconnection, watermarkPolicy);
    }

    /** Takes event times from the lines, and the watermark from them. */
    public ReadLines withWatermarkPolicy(WatermarkPolicy<String> watermarkPolicy) {
      return new ReadLines(
          host,
          port,
          maxLineBytes,
          reconnection,
          Objects.requireNonNull(watermarkPolicy, "watermarkPolicy"));
    }

    @Override
    public PCollection<String> expand(PBegin input) {
      return input.apply(
          Read.from(new SocketSource(host, port, maxLineBytes, reconnection))
              .withWatermarkPolicy(watermarkPolicy));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("host", host).withLabel("Host"))
          .add(DisplayData.item("port", port).withLabel("Port"));
    }
  }
}
