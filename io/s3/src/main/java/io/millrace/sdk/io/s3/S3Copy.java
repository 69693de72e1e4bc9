package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.fs.RemoteResourceId;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Copies an object within S3. The copy is there as a whole or not at all.
 *
 * <p>One request copies up to 5 GB and replaces what is there. A larger object is copied in parts,
 * and so is one that must not replace another: what puts the parts together takes a condition.
 */
final class S3Copy {

  /** S3 copies at most 5 GB by one request. */
  private static final long MOST_AT_ONCE = 5_000_000_000L;

  private static final long PART_BYTES = 1L << 30;

  private final S3Client client;
  private final RemoteResourceId source;
  private final RemoteResourceId destination;
  private final S3Found object;
  private final long mostAtOnce;
  private final long partBytes;

  S3Copy(S3Client client, RemoteResourceId source, RemoteResourceId destination, S3Found object) {
    this(client, source, destination, object, MOST_AT_ONCE, PART_BYTES);
  }

  /** With limits of its own, in bytes. */
  S3Copy(
      S3Client client,
      RemoteResourceId source,
      RemoteResourceId destination,
      S3Found object,
      long mostAtOnce,
      long partBytes) {
    this.client = client;
    this.source = source;
    this.destination = destination;
    this.object = object;
    this.mostAtOnce = mostAtOnce;
    this.partBytes = partBytes;
  }

  /** Copies; throws what the client throws, with status 412 if the copy must not be. */
  void run(boolean onlyIfAbsent) {
    if (onlyIfAbsent && object.sizeBytes() == 0) {
      // parts of nothing cannot be
      client.putObject(
          b ->
              b.bucket(destination.authority())
                  .key(S3FileSystem.key(destination))
                  .ifNoneMatch(S3Upload.ANY),
          RequestBody.empty());
    } else if (onlyIfAbsent || object.sizeBytes() > mostAtOnce) {
      inParts(onlyIfAbsent);
    } else {
      client.copyObject(
          b ->
              b.sourceBucket(source.authority())
                  .sourceKey(S3FileSystem.key(source))
                  .destinationBucket(destination.authority())
                  .destinationKey(S3FileSystem.key(destination)));
    }
  }

  private void inParts(boolean onlyIfAbsent) {
    String bucket = destination.authority();
    String key = S3FileSystem.key(destination);
    String type =
        client
            .headObject(b -> b.bucket(source.authority()).key(S3FileSystem.key(source)))
            .contentType();
    String upload =
        client.createMultipartUpload(b -> b.bucket(bucket).key(key).contentType(type)).uploadId();
    try {
      S3Upload.complete(client, destination, upload, parts(upload), onlyIfAbsent);
    } catch (SdkException e) {
      try {
        client.abortMultipartUpload(b -> b.bucket(bucket).key(key).uploadId(upload));
      } catch (SdkException notAborted) {
        e.addSuppressed(notAborted);
      }
      throw e;
    }
  }

  private List<CompletedPart> parts(String upload) {
    List<CompletedPart> parts = new ArrayList<>();
    for (long from = 0; from < object.sizeBytes(); from += partBytes) {
      int number = parts.size() + 1;
      String range = "bytes=" + from + "-" + (Math.min(object.sizeBytes(), from + partBytes) - 1);
      String tag =
          client
              .uploadPartCopy(
                  b ->
                      b.sourceBucket(source.authority())
                          .sourceKey(S3FileSystem.key(source))
                          .copySourceRange(range)
                          .copySourceIfMatch(object.tag())
                          .destinationBucket(destination.authority())
                          .destinationKey(S3FileSystem.key(destination))
                          .uploadId(upload)
                          .partNumber(number))
              .copyPartResult()
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    return parts;
  }
}
