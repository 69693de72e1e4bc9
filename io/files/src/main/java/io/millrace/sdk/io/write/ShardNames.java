package io.millrace.sdk.io.write;

import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Set;

/** How the files of one destination are called. Immutable. */
public interface ShardNames extends Serializable {

  /** The part of a shard that is one file. */
  int NO_PART = -1;

  /**
   * The name of one file of an output that is written window by window.
   *
   * @param window the window that is written
   * @param pane the pane of the window that is written
   * @param shard its index, from 0
   * @param of how many shards there are
   * @param part which file of the shard it is, from 0; {@link #NO_PART} if a shard is one file
   */
  ResourceId name(BoundedWindow window, PaneInfo pane, int shard, int of, int part);

  /** The name of one file of an output that is not written window by window. */
  ResourceId name(int shard, int of, int part);

  /**
   * The files of an earlier output of these names that had other numbers of shards or parts, which
   * would be taken for a part of the new one. Only those whose name tells beyond doubt.
   *
   * @param written the files that belong to the new one
   * @throws IOException if the directory cannot be listed
   */
  List<ResourceId> olderFiles(Set<ResourceId> written) throws IOException;
}
