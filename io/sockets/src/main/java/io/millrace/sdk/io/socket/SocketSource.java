package io.millrace.sdk.io.socket;

import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines from a network connection. There is one split: the bytes that were received and not given
 * out yet, which is all that a socket leaves to go on from.
 */
public final class SocketSource extends Source<String, byte[]> {

  /** A mebibyte. */
  public static final int DEFAULT_MAX_LINE_BYTES = 1 << 20;

  private static final long serialVersionUID = 1;

  private final String host;
  private final int port;
  private final int maxLineBytes;
  private final Reconnection reconnection;

  /**
   * A source.
   *
   * @param host a name or an address; looked up when the reader is opened
   * @param maxLineBytes longer lines are an error
   */
  public SocketSource(String host, int port, int maxLineBytes, Reconnection reconnection) {
    this.host = host;
    this.port = port;
    this.maxLineBytes = maxLineBytes;
    this.reconnection = reconnection;
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public Coder<String> getOutputCoder() {
    return StringUtf8Coder.of();
  }

  @Override
  public Coder<byte[]> getSplitCoder() {
    return ByteArrayCoder.of();
  }

  @Override
  public SplitEnumerator<byte[]> createEnumerator(SourceContext context, byte @Nullable [] state) {
    return SplitEnumerator.of(List.of(new byte[0]), state);
  }

  @Override
  public SourceReader<String, byte[]> createReader(SourceContext context, byte[] received)
      throws IOException {
    Connection connection = Connection.to(host, port);
    return new SocketReader(
        connection, new LineBuffer(received, maxLineBytes), reconnection, context::nowMillis);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("host", host).withLabel("Host"))
        .add(DisplayData.item("port", port).withLabel("Port"));
  }

  @Override
  public String toString() {
    return "lines from " + host + ":" + port;
  }
}
