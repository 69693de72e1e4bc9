package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.fs.RemoteResourceId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes an object, which is there as a whole once {@code close()} has returned, and not before.
 *
 * <p>What fits into one part is put by one request, more is uploaded part by part as it comes. S3
 * takes 10,000 parts of an object, so that parts double in size after each thousand. After a
 * failure the parts are thrown away, and {@code close()} makes no object. Not thread-safe.
 */
final class S3Upload implements WritableByteChannel {

  private static final int FIRST_BUFFER_BYTES = 1 << 16;
  private static final int LARGEST_PART_BYTES = 1 << 29;
  private static final int PARTS_OF_A_SIZE = 1000;

  /** What a conditional write is told of the object that must not be there: any. */
  static final String ANY = "*";

  private final S3Client client;
  private final RemoteResourceId id;
  private final String bucket;
  private final String key;
  private final String mimeType;
  private final boolean onlyIfAbsent;
  private final int firstPartBytes;

  private final List<CompletedPart> parts = new ArrayList<>();
  private byte[] buffer;
  private int size;
  private @Nullable String uploadId;
  private boolean isOpen = true;

  S3Upload(
      S3Client client,
      RemoteResourceId id,
      String mimeType,
      boolean onlyIfAbsent,
      int firstPartBytes) {
    this.client = client;
    this.id = id;
    this.bucket = id.authority();
    this.key = S3FileSystem.key(id);
    this.mimeType = mimeType;
    this.onlyIfAbsent = onlyIfAbsent;
    this.firstPartBytes = firstPartBytes;
    this.buffer = new byte[Math.min(FIRST_BUFFER_BYTES, firstPartBytes)];
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (!isOpen) {
      throw new ClosedChannelException();
    }
    int written = source.remaining();
    while (source.hasRemaining()) {
      if (size == partBytes()) {
        uploadPart();
      }
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(partBytes(), 2L * buffer.length));
      }
      int count = Math.min(source.remaining(), Math.min(buffer.length, partBytes()) - size);
      source.get(buffer, size, count);
      size += count;
    }
    return written;
  }

  private int partBytes() {
    long bytes = (long) firstPartBytes << Math.min(30, parts.size() / PARTS_OF_A_SIZE);
    return (int) Math.min(bytes, Math.max(LARGEST_PART_BYTES, firstPartBytes));
  }

  private void uploadPart() throws IOException {
    try {
      String upload = uploadId;
      if (upload == null) {
        upload =
            client
                .createMultipartUpload(b -> b.bucket(bucket).key(key).contentType(mimeType))
                .uploadId();
        uploadId = upload;
      }
      String begun = upload;
      int number = parts.size() + 1;
      String tag =
          client
              .uploadPart(
                  b -> b.bucket(bucket).key(key).uploadId(begun).partNumber(number), content())
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
      size = 0;
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private RequestBody content() {
    return RequestBody.fromContentProvider(
        ContentStreamProvider.fromInputStreamSupplier(
            () -> new ByteArrayInputStream(buffer, 0, size)),
        size,
        mimeType);
  }

  private IOException failed(SdkException e) {
    isOpen = false;
    IOException failure = S3Errors.cannot("create", id, e);
    abort(failure);
    return failure;
  }

  private void abort(IOException failure) {
    String begun = uploadId;
    if (begun != null) {
      uploadId = null;
      try {
        client.abortMultipartUpload(b -> b.bucket(bucket).key(key).uploadId(begun));
      } catch (SdkException e) {
        failure.addSuppressed(e); // the bucket's rules remove what is incomplete
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    try {
      if (uploadId == null) {
        client.putObject(
            b -> {
              b.bucket(bucket).key(key).contentType(mimeType);
              if (onlyIfAbsent) {
                b.ifNoneMatch(ANY);
              }
            },
            content());
      } else {
        uploadPart();
        complete(client, id, uploadId, parts, onlyIfAbsent);
      }
    } catch (SdkException e) {
      throw failed(e);
    } finally {
      buffer = new byte[0];
    }
  }

  static void complete(
      S3Client client,
      RemoteResourceId id,
      String uploadId,
      List<CompletedPart> parts,
      boolean onlyIfAbsent) {
    client.completeMultipartUpload(
        b -> {
          b.bucket(id.authority()).key(S3FileSystem.key(id)).uploadId(uploadId);
          b.multipartUpload(upload -> upload.parts(parts));
          if (onlyIfAbsent) {
            b.ifNoneMatch(ANY);
          }
        });
  }
}
