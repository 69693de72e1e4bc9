package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import io.millrace.sdk.io.fs.MoveOptions.StandardMoveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives written files their names. */
final class Renaming {

  private Renaming() {}

  /**
   * Gives written files their names, those that do not have them from an earlier call. All that can
   * be checked is checked before the first file is renamed, and if renaming fails nevertheless,
   * what was renamed goes back.
   *
   * @param names of the files, in their order
   * @throws IOException if a file is gone, or cannot get its name; the message has that
   */
  static void rename(List<? extends WrittenFile<?>> written, List<ResourceId> names)
      throws IOException {
    List<ResourceId> waiting = new ArrayList<>();
    List<ResourceId> theirNames = new ArrayList<>();
    List<ResourceId> files = new ArrayList<>();
    written.forEach(each -> files.add(each.file()));
    List<MatchResult> sources = FileSystems.matchResources(files);
    List<MatchResult> targets = FileSystems.matchResources(names);
    for (int i = 0; i < files.size(); i++) {
      if (isWaiting(written.get(i), names.get(i), found(sources.get(i)), found(targets.get(i)))) {
        waiting.add(files.get(i));
        theirNames.add(names.get(i));
      }
    }
    try {
      FileSystems.rename(waiting, theirNames, StandardMoveOptions.REPLACE_EXISTING);
    } catch (IOException e) {
      renameBack(waiting, theirNames, e);
      throw e;
    }
  }

  private static @Nullable Metadata found(MatchResult result) throws IOException {
    return result.status() == Status.NOT_FOUND ? null : result.metadata().get(0);
  }

  /** Whether a file has yet to be renamed; if not, an earlier commit did it. */
  private static boolean isWaiting(
      WrittenFile<?> written, ResourceId name, @Nullable Metadata source, @Nullable Metadata target)
      throws IOException {
    if (target != null && target.resourceId().isDirectory()) {
      throw new IOException("cannot write " + name + ": it is a directory");
    }
    if (source != null) {
      return true;
    }
    if (target == null || target.sizeBytes() != written.sizeBytes()) {
      throw new FileNotFoundException(
          String.format(
              "cannot write %s: its content of %d bytes was in %s, which is gone",
              name, written.sizeBytes(), written.file()));
    }
    return false;
  }

  private static void renameBack(
      List<ResourceId> files, List<ResourceId> names, IOException failure) {
    try {
      List<MatchResult> left = FileSystems.matchResources(files);
      List<ResourceId> from = new ArrayList<>();
      List<ResourceId> to = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        if (left.get(i).status() == Status.NOT_FOUND) {
          from.add(names.get(i));
          to.add(files.get(i));
        }
      }
      FileSystems.rename(from, to, StandardMoveOptions.IGNORE_MISSING_FILES);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
