package io.millrace.sdk.io.write;

import io.millrace.sdk.io.fs.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * A file that is complete and durable under a temporary name.
 *
 * @param <DestT> what tells destinations apart
 * @param destination where it goes
 * @param file the temporary name
 * @param shard the index of the shard that it is, or {@link #ANY_SHARD}
 * @param part which file of the shard it is, or {@link ShardNames#NO_PART}
 * @param sizeBytes its size as stored
 * @param name what it is to be called; {@link #NO_NAME} if that follows from its shard
 */
public record WrittenFile<DestT extends @Nullable Object>(
    DestT destination, ResourceId file, int shard, int part, long sizeBytes, String name) {

  /** The name of a file of which only the shard is known. */
  public static final String NO_NAME = "";

  /** The shard of a file that may get any index. */
  public static final int ANY_SHARD = -1;
}
