package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.RemoteResourceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What S3 says of an object. The tag changes with the content. */
record S3Found(long sizeBytes, @Nullable Instant lastModified, @Nullable String tag) {

  Metadata metadata(RemoteResourceId id) {
    return Metadata.builder()
        .setResourceId(id)
        .setSizeBytes(sizeBytes)
        .setIsReadSeekEfficient(true)
        .setLastModifiedMillis(lastModified == null ? 0 : lastModified.toEpochMilli())
        .setChecksum(tag)
        .build();
  }
}
