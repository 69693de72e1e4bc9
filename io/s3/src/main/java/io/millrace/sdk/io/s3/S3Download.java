package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.fs.FileFailures;
import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.SeekableReadChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Reads an object, from any place.
 *
 * <p>It is read in ranges, each held in memory as a whole: a request ends at once, so that no slow
 * reader keeps a connection, and is tried again as a whole if it breaks off. The first range after
 * a jump is short and those that follow are longer. All ranges are of one version of the object;
 * that it was replaced meanwhile is a failure. Not thread-safe.
 */
final class S3Download extends SeekableReadChannel {

  private static final int SHORTEST_BYTES = 1 << 18;
  private static final int LONGEST_BYTES = 1 << 23;

  private final S3Client client;
  private final RemoteResourceId id;
  private final S3Found object;

  private static final byte[] NOTHING = {};

  /** The bytes of a range, from its start on; used again for the next one. */
  private byte[] range = NOTHING;

  private int rangeBytes;
  private long rangeStart;
  private int nextBytes = SHORTEST_BYTES;

  S3Download(S3Client client, RemoteResourceId id, S3Found object) {
    super(object.sizeBytes());
    this.client = client;
    this.id = id;
    this.object = object;
  }

  @Override
  protected int read(ByteBuffer target, long position, int most) throws IOException {
    if (position < rangeStart || position >= rangeStart + rangeBytes) {
      fetch(position);
    }
    int from = (int) (position - rangeStart);
    int count = Math.min(most, rangeBytes - from);
    target.put(range, from, count);
    return count;
  }

  private void fetch(long position) throws IOException {
    boolean goesOn = rangeBytes > 0 && position == rangeStart + rangeBytes;
    nextBytes = goesOn ? Math.min(LONGEST_BYTES, nextBytes * 2) : SHORTEST_BYTES;
    int wanted = (int) Math.min(object.sizeBytes() - position, nextBytes);
    if (range.length < wanted) {
      range = new byte[wanted];
    }
    rangeBytes = 0; // so that nothing of a range that breaks off is taken for its bytes
    int got;
    try {
      got =
          client.getObject(
              b ->
                  b.bucket(id.authority())
                      .key(S3FileSystem.key(id))
                      .range("bytes=" + position + "-" + (position + wanted - 1))
                      .ifMatch(object.tag()),
              (response, body) -> readAll(body, wanted));
    } catch (SdkException e) {
      if (S3Errors.isConditionFailed(e)) {
        throw FileFailures.cannot(
            "read", id.toString(), "it was replaced while it was being read", e);
      }
      throw S3Errors.cannot("read", id, e);
    }
    if (got != wanted) {
      throw FileFailures.cannot(
          "read",
          id.toString(),
          "asked for bytes "
              + position
              + " to "
              + (position + wanted - 1)
              + ", got "
              + (got > wanted ? "more than these" : got + " bytes"),
          null);
    }
    rangeStart = position;
    rangeBytes = wanted;
  }

  /** Reads a body into the range; how many bytes it has, or one more than wanted if too many. */
  private int readAll(InputStream body, int wanted) {
    try {
      int count = body.readNBytes(range, 0, wanted);
      return count == wanted && body.read() >= 0 ? wanted + 1 : count;
    } catch (IOException e) {
      throw RetryableException.create("cannot read the body of an answer: " + e, e);
    }
  }

  @Override
  protected void release() {
    range = NOTHING;
    rangeBytes = 0;
  }
}
