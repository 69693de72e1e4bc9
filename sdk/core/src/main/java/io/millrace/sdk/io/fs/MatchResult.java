package io.millrace.sdk.io.fs;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The files that a pattern stands for, or why they could not be found. Immutable. */
public final class MatchResult {

  /** How matching went. */
  public enum Status {
    /** Nothing is known. */
    UNKNOWN,
    /** There are files, or none and that was allowed. */
    OK,
    /** There is no file. */
    NOT_FOUND,
    /** Looking for files failed. */
    ERROR
  }

  private final Status status;
  private final List<Metadata> metadata;
  private final @Nullable IOException failure;

  private MatchResult(Status status, List<Metadata> metadata, @Nullable IOException failure) {
    this.status = status;
    this.metadata = metadata;
    this.failure = failure;
  }

  /** Files that were found. */
  public static MatchResult create(Status status, List<Metadata> metadata) {
    return new MatchResult(status, List.copyOf(metadata), null);
  }

  /** A failure, thrown when somebody asks for the files. */
  public static MatchResult create(Status status, IOException e) {
    return new MatchResult(status, List.of(), e);
  }

  /** Nothing known. */
  public static MatchResult unknown() {
    return create(Status.UNKNOWN, new IOException("the match status is unknown"));
  }

  /** How matching went. */
  public Status status() {
    return status;
  }

  /**
   * The files, ordered by name.
   *
   * @throws IOException if matching failed, or found nothing and that is not allowed
   */
  public List<Metadata> metadata() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return metadata;
  }

  @Override
  public String toString() {
    return "MatchResult(" + status + ", " + (failure == null ? metadata : failure) + ")";
  }

  /**
   * What is known of one file.
   *
   * @param resourceId its name
   * @param sizeBytes its size in bytes
   * @param isReadSeekEfficient whether reading from the middle costs no more than from the start,
   *     so that several readers can share the file; false for pipes
   * @param lastModifiedMillis when it was last written, in milliseconds after the epoch; 0 if not
   *     known
   * @param checksum a checksum of the content as the file system keeps it; null if it keeps none
   */
  public record Metadata(
      ResourceId resourceId,
      long sizeBytes,
      boolean isReadSeekEfficient,
      long lastModifiedMillis,
      @Nullable String checksum)
      implements Serializable {

    /** A builder in which nothing but the optional values is set. */
    public static Builder builder() {
      return new Builder();
    }

    /** Builds {@link Metadata}. */
    public static final class Builder {
      private @Nullable ResourceId resourceId;
      private long sizeBytes = -1;
      private boolean isReadSeekEfficient;
      private long lastModifiedMillis;
      private @Nullable String checksum;

      private Builder() {}

      /** See {@link Metadata#resourceId}. */
      public Builder setResourceId(ResourceId value) {
        this.resourceId = value;
        return this;
      }

      /** See {@link Metadata#sizeBytes}. */
      public Builder setSizeBytes(long value) {
        this.sizeBytes = value;
        return this;
      }

      /** See {@link Metadata#isReadSeekEfficient}; the default is false. */
      public Builder setIsReadSeekEfficient(boolean value) {
        this.isReadSeekEfficient = value;
        return this;
      }

      /** See {@link Metadata#lastModifiedMillis}; the default is 0, not known. */
      public Builder setLastModifiedMillis(long value) {
        this.lastModifiedMillis = value;
        return this;
      }

      /** See {@link Metadata#checksum}; the default is null, not known. */
      public Builder setChecksum(@Nullable String value) {
        this.checksum = value;
        return this;
      }

      /**
       * The metadata.
       *
       * @throws IllegalStateException if name or size are missing
       */
      public Metadata build() {
        if (resourceId == null || sizeBytes < 0) {
          throw new IllegalStateException(
              "Metadata needs resourceId and sizeBytes; they are "
                  + Objects.toString(resourceId)
                  + " and "
                  + sizeBytes);
        }
        return new Metadata(
            resourceId, sizeBytes, isReadSeekEfficient, lastModifiedMillis, checksum);
      }
    }
  }
}
