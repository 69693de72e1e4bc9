package io.millrace.sdk.io.write;

import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** How the files of one output are called. Immutable. */
public interface ShardNames extends Serializable {

  /**
   * The name of one file of an output that is written window by window.
   *
   * @param window the window that is written
   * @param pane the pane of the window that is written
   * @param shard its index, from 0
   * @param of how many files there are
   */
  ResourceId name(BoundedWindow window, PaneInfo pane, int shard, int of);

  /** The name of one file of an output that is not written window by window. */
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
