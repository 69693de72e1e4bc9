package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.fs.FileFailures;
import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.SeekableReadChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
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

  private ByteBuffer range = ByteBuffer.allocate(0);
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
    if (position < rangeStart || position >= rangeStart + range.limit()) {
      fetch(position);
    }
    range.position((int) (position - rangeStart));
    int count = Math.min(most, range.remaining());
    target.put(range.slice().limit(count));
    return count;
  }

  private void fetch(long position) throws IOException {
    boolean goesOn = range.limit() > 0 && position == rangeStart + range.limit();
    nextBytes = goesOn ? Math.min(LONGEST_BYTES, nextBytes * 2) : SHORTEST_BYTES;
    long end = Math.min(object.sizeBytes(), position + nextBytes) - 1;
    try {
      range =
          client
              .getObject(
                  b ->
                      b.bucket(id.authority())
                          .key(S3FileSystem.key(id))
                          .range("bytes=" + position + "-" + end)
                          .ifMatch(object.tag()),
                  ResponseTransformer.toBytes())
              .asByteBuffer();
    } catch (SdkException e) {
      if (S3Errors.isConditionFailed(e)) {
        throw FileFailures.cannot(
            "read", id.toString(), "it was replaced while it was being read", e);
      }
      throw S3Errors.cannot("read", id, e);
    }
    rangeStart = position;
    if (range.limit() != end + 1 - position) {
      throw FileFailures.cannot(
          "read",
          id.toString(),
          "asked for bytes " + position + " to " + end + ", got " + range.limit() + " bytes",
          null);
    }
  }

  @Override
  protected void release() {
    range = ByteBuffer.allocate(0);
  }
}
