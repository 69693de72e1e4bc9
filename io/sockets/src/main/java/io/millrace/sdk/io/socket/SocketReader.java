package io.millrace.sdk.io.socket;

import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads lines as they arrive, and connects again if it is to. */
final class SocketReader implements SourceReader<String, byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(SocketReader.class);

  private enum Phase {
    /** What was received over an earlier connection is given out. Leaves when that is done. */
    CLEARING,
    /** Leaves when it is time to connect. */
    PAUSING,
    /** Leaves when the connection is there, or cannot be made. */
    CONNECTING,
    /** Leaves when the connection ends. */
    READING
  }

  private final Connection connection;
  private final LineBuffer lines;
  private final Reconnection reconnection;
  private final LongSupplier clock;
  private Phase phase = Phase.CLEARING;
  private long connectMillis = Long.MIN_VALUE;
  private int attempts;
  private boolean ended;

  SocketReader(
      Connection connection, LineBuffer lines, Reconnection reconnection, LongSupplier clock) {
    this.connection = connection;
    this.lines = lines;
    this.reconnection = reconnection;
    this.clock = clock;
  }

  @Override
  public Status poll(SourceOutput<String> output, int maxElements) throws IOException {
    for (int given = 0; given < maxElements; ) {
      String line = nextLine();
      if (line != null) {
        output.output(line);
        given++;
      } else if (ended) {
        return Status.FINISHED;
      } else if (!advance()) {
        return Status.IDLE;
      }
    }
    return Status.MORE;
  }

  /** Of an earlier connection also a line that was cut off: nothing will complete it. */
  private @Nullable String nextLine() throws IOException {
    try {
      String line = lines.nextLine();
      return line != null || phase != Phase.CLEARING ? line : lines.rest();
    } catch (IOException e) {
      throw failed(e, "If longer lines are meant, allow them with withMaxLineBytes(...).");
    }
  }

  /** Goes on with the connection; returns whether something has changed. */
  private boolean advance() throws IOException {
    try {
      return switch (phase) {
        case CLEARING -> {
          phase = Phase.PAUSING;
          yield true;
        }
        case PAUSING -> {
          boolean over = clock.getAsLong() >= connectMillis;
          phase = over ? Phase.CONNECTING : phase;
          yield over;
        }
        case CONNECTING -> {
          boolean connected = connection.connect();
          if (connected) {
            phase = Phase.READING;
            attempts = 0;
          }
          yield connected;
        }
        case READING -> read();
      };
    } catch (IOException e) {
      lost(e);
      return true;
    }
  }

  private boolean read() throws IOException {
    int count = connection.read(lines.room());
    if (count < 0) {
      lost(null);
      return true;
    }
    lines.added(count);
    return count > 0;
  }

  /**
   * Notes that there is no connection any more.
   *
   * @param cause null if the other side closed it, and all is well
   */
  private void lost(@Nullable IOException cause) throws IOException {
    connection.close();
    phase = Phase.CLEARING;
    if (attempts < reconnection.attempts()) {
      attempts++;
      connectMillis = clock.getAsLong() + reconnection.pauseMillis();
      LOG.warn(
          "The connection to {} has ended ({}); attempt {} of {} to connect again in {} ms",
          connection,
          cause == null ? "closed by the other side" : cause.toString(),
          attempts,
          reconnection.attempts(),
          reconnection.pauseMillis());
    } else if (cause == null) {
      ended = true;
    } else {
      throw failed(
          cause,
          reconnection.attempts() == 0
              ? "Check that something listens there, or use withReconnection(...)."
              : "Connecting again was tried " + reconnection.attempts() + " times.");
    }
  }

  private IOException failed(IOException cause, String cure) {
    return new IOException(
        String.format("cannot read lines from %s: %s. %s", connection, cause.getMessage(), cure),
        cause);
  }

  @Override
  public byte[] snapshot() {
    return lines.remaining();
  }

  @Override
  public long nextPollMillis() {
    return phase == Phase.PAUSING ? connectMillis : Long.MIN_VALUE;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
