package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Elements that wait for their turn, by destination: the latest in memory, the others in one file
 * of the local disk, in which each destination has pieces. Not thread-safe.
 *
 * @param <DestT> what tells destinations apart
 * @param <T> the type of the elements
 */
final class SpilledElements<DestT extends @Nullable Object, T extends @Nullable Object>
    implements Closeable {

  private static final int BYTES_IN_MEMORY = 8 << 20;

  /** Gets the elements of destinations. */
  @FunctionalInterface
  interface Receiver<DestT extends @Nullable Object, T extends @Nullable Object> {

    /** The elements of one destination, in the order in which they came. */
    void accept(Object key, DestT destination, Elements<T> elements) throws IOException;
  }

  private record Piece(long position, int length) {}

  private static final class Waiting<DestT extends @Nullable Object> {
    final DestT destination;
    final List<Piece> pieces = new ArrayList<>();
    EncodeBuffer latest = new EncodeBuffer();
    long count;

    Waiting(DestT destination) {
      this.destination = destination;
    }
  }

  private final Coder<T> coder;
  private final int bytesInMemory;
  private final Map<Object, Waiting<DestT>> byKey = new LinkedHashMap<>();
  private int latestBytes;
  private @Nullable FileChannel file;
  private long end;

  SpilledElements(Coder<T> coder) {
    this(coder, BYTES_IN_MEMORY);
  }

  SpilledElements(Coder<T> coder, int bytesInMemory) {
    this.coder = coder;
    this.bytesInMemory = bytesInMemory;
  }

  /**
   * Keeps an element.
   *
   * @param key tells the destination from others
   * @throws IOException if the local disk takes no more; the message names it
   */
  void add(Object key, DestT destination, T element) throws IOException {
    Waiting<DestT> waiting = byKey.computeIfAbsent(key, unused -> new Waiting<>(destination));
    int before = waiting.latest.length();
    coder.encode(element, waiting.latest);
    waiting.count++;
    latestBytes += waiting.latest.length() - before;
    if (latestBytes > bytesInMemory) {
      spill();
    }
  }

  private void spill() throws IOException {
    try {
      FileChannel channel = file();
      for (Waiting<DestT> waiting : byKey.values()) {
        int length = waiting.latest.length();
        if (length > 0) {
          ByteBuffer bytes = ByteBuffer.wrap(waiting.latest.array(), 0, length);
          for (long at = end; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
          }
          waiting.pieces.add(new Piece(end, length));
          waiting.latest = new EncodeBuffer();
          end += length;
        }
      }
    } catch (IOException e) {
      throw new IOException(
          String.format(
              "cannot keep elements of %d destinations in %s, where they wait to be written: %s",
              byKey.size(), System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
    latestBytes = 0;
  }

  private FileChannel file() throws IOException {
    FileChannel channel = file;
    if (channel == null) {
      Path path = Files.createTempFile("millrace-destinations", ".spill");
      channel =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      file = channel;
    }
    return channel;
  }

  /** Gives all elements, destination by destination. */
  void forEachDestination(Receiver<DestT, T> receiver) throws IOException {
    for (Map.Entry<Object, Waiting<DestT>> each : byKey.entrySet()) {
      Waiting<DestT> waiting = each.getValue();
      receiver.accept(each.getKey(), waiting.destination, new Elements<>(this, waiting));
    }
  }

  private DecodeBuffer read(Piece piece) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(piece.length());
    while (bytes.hasRemaining()) {
      if (file().read(bytes, piece.position() + bytes.position()) < 0) {
        throw new IOException(
            "cannot read elements that wait to be written: their file has become shorter");
      }
    }
    return new DecodeBuffer(bytes.array());
  }

  /** Drops all elements. */
  @Override
  public void close() throws IOException {
    byKey.clear();
    FileChannel channel = file;
    file = null;
    if (channel != null) {
      channel.close();
    }
  }

  /** The elements of one destination, decoded one by one. */
  static final class Elements<T extends @Nullable Object> {

    private final SpilledElements<?, T> elements;
    private final Waiting<?> waiting;
    private int nextPiece;
    private long given;
    private DecodeBuffer bytes = new DecodeBuffer(new byte[0]);

    private Elements(SpilledElements<?, T> elements, Waiting<?> waiting) {
      this.elements = elements;
      this.waiting = waiting;
    }

    boolean hasNext() {
      return given < waiting.count;
    }

    T next() throws IOException {
      while (bytes.remaining() == 0 && nextPiece <= waiting.pieces.size()) {
        bytes =
            nextPiece < waiting.pieces.size()
                ? elements.read(waiting.pieces.get(nextPiece))
                : new DecodeBuffer(waiting.latest.array(), 0, waiting.latest.length());
        nextPiece++;
      }
      given++;
      return elements.coder.decode(bytes);
    }
  }
}
