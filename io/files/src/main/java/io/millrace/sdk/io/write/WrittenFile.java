package io.millrace.sdk.io.write;

import io.millrace.sdk.io.fs.ResourceId;

/**
 * A file that is complete and durable under a temporary name.
 *
 * @param file the temporary name
 * @param shard the index of the shard that it is, or {@link #ANY_SHARD}
 * @param sizeBytes its size as stored
 * @param name what it is to be called; {@link #NO_NAME} if that follows from its shard
 */
public record WrittenFile(ResourceId file, int shard, long sizeBytes, String name) {

  /** The name of a file of which only the shard is known. */
  public static final String NO_NAME = "";

  /** The shard of a file that may get any index. */
  public static final int ANY_SHARD = -1;
}
