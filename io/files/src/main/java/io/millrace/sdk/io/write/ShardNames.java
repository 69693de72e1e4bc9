package io.millrace.sdk.io.write;

import io.millrace.sdk.io.fs.ResourceId;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** How the files of one output are called. Immutable. */
public interface ShardNames extends Serializable {

  /**
   * The name of one file.
   *
   * @param shard its index, from 0
   * @param of how many files there are
   */
  ResourceId name(int shard, int of);

  /**
   * The files of an earlier output of this name that had another number of shards, which would be
   * taken for a part of the new one. Only those whose name tells beyond doubt.
   *
   * @param of how many files there are now
   * @throws IOException if the directory cannot be listed
   */
  List<ResourceId> olderShards(int of) throws IOException;
}
