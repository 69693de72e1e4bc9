package io.millrace.sdk.io;

import io.millrace.sdk.io.FileIO.Write.FileNaming;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.write.ShardNames;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.util.List;
import java.util.Set;

/**
 * Names that a user's {@link FileNaming} gives; which other files belong to them, it cannot say.
 */
record NamesOfUser(String directory, FileNaming naming, Compression compression)
    implements ShardNames {

  /**
   * The names that a {@link FileNaming} gives, unless it is the usual one, of which more is known.
   *
   * @param rolls whether files have parts in place of panes
   */
  static ShardNames of(
      String directory, FileNaming naming, Compression compression, boolean rolls) {
    return naming instanceof DefaultFileNaming standard
        ? standard.in(directory, compression, rolls)
        : new NamesOfUser(directory, naming, compression);
  }

  @Override
  public ResourceId name(BoundedWindow window, PaneInfo pane, int shard, int of, int part) {
    String name =
        part == NO_PART
            ? naming.getFilename(window, pane, of, shard, compression)
            : naming.getFilename(window, pane, of, shard, part, compression);
    return FileSystems.matchNewResource(directory, true)
        .resolve(name, StandardResolveOptions.RESOLVE_FILE);
  }

  @Override
  public ResourceId name(int shard, int of, int part) {
    return name(GlobalWindow.INSTANCE, PaneInfo.NO_FIRING, shard, of, part);
  }

  @Override
  public List<ResourceId> olderFiles(Set<ResourceId> written) {
    return List.of();
  }
}
