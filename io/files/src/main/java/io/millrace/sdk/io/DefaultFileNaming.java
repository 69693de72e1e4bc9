package io.millrace.sdk.io;

import io.millrace.sdk.io.FileIO.Write.FileNaming;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.write.ShardNames;
import io.millrace.sdk.io.write.TemplateNames;
import io.millrace.sdk.io.write.WindowText;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;

/** The names that files have if nobody chose others. */
record DefaultFileNaming(String prefix, String suffix) implements FileNaming {

  @Override
  public String getFilename(
      BoundedWindow window, PaneInfo pane, int numShards, int shardIndex, Compression compression) {
    return name(window, pane, numShards, shardIndex, "", compression);
  }

  @Override
  public String getFilename(
      BoundedWindow window,
      PaneInfo pane,
      int numShards,
      int shardIndex,
      int part,
      Compression compression) {
    return name(window, pane, numShards, shardIndex, WindowText.ofPart(part), compression);
  }

  private String name(
      BoundedWindow window,
      PaneInfo pane,
      int numShards,
      int shardIndex,
      String part,
      Compression compression) {
    boolean isOnlyWindow = window instanceof GlobalWindow && pane.equals(PaneInfo.NO_FIRING);
    return String.format(
        "%s%s%s-%05d-of-%05d%s%s%s",
        prefix,
        isOnlyWindow ? "" : "-" + WindowText.of(window),
        pane.equals(PaneInfo.NO_FIRING) ? "" : "-" + WindowText.of(pane),
        shardIndex,
        numShards,
        part,
        suffix,
        compression.getSuggestedSuffix());
  }

  /**
   * The same names, in a form that also finds the files of earlier outputs.
   *
   * @param rolls whether files have parts in place of panes
   */
  ShardNames in(String directory, Compression compression, boolean rolls) {
    ResourceId first =
        FileSystems.matchNewResource(directory, true)
            .resolve(prefix + "x", StandardResolveOptions.RESOLVE_FILE);
    String fullPrefix = first.toString().substring(0, first.toString().length() - 1);
    return new TemplateNames(
        fullPrefix,
        ShardNameTemplate.INDEX_OF_MAX,
        rolls ? ShardNameTemplate.WINDOW_INDEX_OF_MAX : ShardNameTemplate.WINDOW_PANE_INDEX_OF_MAX,
        suffix + compression.getSuggestedSuffix());
  }
}
