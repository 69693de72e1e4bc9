package io.millrace.runners.distributed.checkpoint;

import io.millrace.cluster.v1.FileEntry;
import java.util.List;

/** Files of state as they are sent and written. */
public final class FileEntries {

  private FileEntries() {}

  /** As it is sent. */
  public static FileEntry toMessage(StateFile file) {
    return FileEntry.newBuilder()
        .setPath(file.path())
        .setSize(file.size())
        .setSha256(file.sha256())
        .build();
  }

  /** As it was sent. */
  public static StateFile fromMessage(FileEntry entry) {
    return new StateFile(entry.getPath(), entry.getSize(), entry.getSha256());
  }

  /** As they were sent. */
  public static List<StateFile> fromMessages(List<FileEntry> entries) {
    return entries.stream().map(FileEntries::fromMessage).toList();
  }
}
