package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.FileIO.Write.FileNaming;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.WriteFilesResult;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.PCollection;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which files are written. Immutable.
 *
 * @param prefix how their names begin, with the directory; null if that was not said
 * @param suffix how their names end
 * @param numShards how many there are; 0 if the runner decides
 * @param naming other names, within the directory of the prefix; null for the usual ones
 */
public record WriteTarget(
    @Nullable String prefix, String suffix, int numShards, @Nullable FileNaming naming)
    implements Serializable, HasDisplayData {

  /** Nothing said yet but how names end. */
  public static WriteTarget of(String suffix) {
    return new WriteTarget(null, suffix, 0, null);
  }

  /** The same with names that begin so. */
  public WriteTarget to(String filenamePrefix) {
    return new WriteTarget(filenamePrefix, suffix, numShards, naming);
  }

  /** The same with names that end so. */
  public WriteTarget withSuffix(String filenameSuffix) {
    return new WriteTarget(prefix, filenameSuffix, numShards, naming);
  }

  /** The same with this number of files. */
  public WriteTarget withNumShards(int shards) {
    return new WriteTarget(prefix, suffix, shards, naming);
  }

  /** The same with other names. */
  public WriteTarget withNaming(FileNaming names) {
    return new WriteTarget(prefix, suffix, numShards, names);
  }

  /** The same with one file, whose name is prefix and suffix. */
  public WriteTarget withoutSharding() {
    return new WriteTarget(prefix, suffix, 1, new OneName());
  }

  /**
   * Writes a collection.
   *
   * @param transform names the transform in messages
   * @param format of the files
   */
  public <T> WriteFilesResult<@Nullable Void> write(
      String transform, PCollection<T> input, FileIO.Sink<T> format) {
    if (prefix == null) {
      throw new IllegalArgumentException(
          transform + " needs to be told where to: add .to(\"dir/prefix\")");
    }
    // is there a file system for it, and is this a file? throws if not
    ResourceId first = FileSystems.matchNewResource(prefix + "x", false);
    String name = String.valueOf(first.getFilename());
    String filePrefix = name.substring(0, name.length() - 1);
    FileIO.Write<@Nullable Void, T> write =
        FileIO.<T>write()
            .via(format)
            .to(first.getCurrentDirectory().toString())
            .withPrefix(filePrefix)
            .withSuffix(suffix)
            .withNumShards(numShards);
    FileNaming given = naming instanceof OneName ? new OneFile(filePrefix + suffix) : naming;
    return input.apply("WriteFiles", given == null ? write : write.withNaming(given));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .addIfNotNull(DisplayData.item("filePrefix", prefix).withLabel("File name prefix"))
        .addIfNotDefault(DisplayData.item("fileSuffix", suffix).withLabel("File name suffix"), "")
        .addIfNotDefault(DisplayData.item("numShards", numShards).withLabel("Number of shards"), 0);
  }

  /** Stands for the name that prefix and suffix make, whatever they will be. */
  private static final class OneName implements FileNaming {
    private static final long serialVersionUID = 1;

    @Override
    public String getFilename(
        BoundedWindow window, PaneInfo pane, int shards, int shard, Compression compression) {
      throw new IllegalStateException("the prefix is not known yet");
    }
  }

  private record OneFile(String name) implements FileNaming {

    @Override
    public String getFilename(
        BoundedWindow window, PaneInfo pane, int shards, int shard, Compression compression) {
      if (!pane.equals(PaneInfo.NO_FIRING)) {
        throw new IllegalArgumentException(
            "one file cannot be written for each window, as " + name + " would be the name of all");
      }
      return name;
    }
  }
}
