package io.millrace.sdk.io.tfrecord;

import io.millrace.sdk.io.FileIO;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes bytes as records of TensorFlow. Not thread-safe while it is open. */
public final class TFRecordSink implements FileIO.Sink<byte[]> {
  private static final long serialVersionUID = 1;

  private static final int BUFFER_BYTES = 1 << 16;

  private transient @Nullable OutputStream stream;

  @Override
  public void open(WritableByteChannel channel) {
    stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
  }

  @Override
  public void write(byte[] record) throws IOException {
    OutputStream opened = opened();
    byte[] header = new byte[Framing.HEADER_BYTES];
    Framing.numbers(header).putLong(0, record.length);
    Framing.numbers(header).putInt(Long.BYTES, Framing.maskedChecksum(header, 0, Long.BYTES));
    byte[] footer = new byte[Framing.FOOTER_BYTES];
    Framing.numbers(footer).putInt(0, Framing.maskedChecksum(record, 0, record.length));
    opened.write(header);
    opened.write(record);
    opened.write(footer);
  }

  @Override
  public void flush() throws IOException {
    opened().flush();
  }

  private OutputStream opened() {
    return Objects.requireNonNull(stream, "open() comes first");
  }
}
