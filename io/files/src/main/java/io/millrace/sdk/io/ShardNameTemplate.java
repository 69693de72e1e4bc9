package io.millrace.sdk.io;

/**
 * Templates for the part of a file's name that tells its shard: a run of {@code S} stands for the
 * shard's index and a run of {@code N} for the number of shards, each with at least as many digits
 * as there are letters.
 */
public final class ShardNameTemplate {

  /** Index and number behind the prefix: {@code prefix-00000-of-00001}. */
  public static final String INDEX_OF_MAX = "-SSSSS-of-NNNNN";

  /** The prefix is a directory: {@code prefix/part-00000}. */
  public static final String DIRECTORY_CONTAINER = "/part-SSSSS";

  private ShardNameTemplate() {}
}
