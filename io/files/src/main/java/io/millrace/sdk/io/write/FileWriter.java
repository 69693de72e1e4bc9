package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.SinkWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What writers of files have in common: the complete files that are not yet handed out.
 *
 * @param <InputT> what is written
 * @param <DestT> what tells destinations apart
 */
abstract class FileWriter<InputT extends @Nullable Object, DestT extends @Nullable Object>
    implements SinkWriter<InputT, WrittenFile<DestT>> {

  private final TemporaryDirectory directory;

  /** The files that are complete. */
  final List<WrittenFile<DestT>> written = new ArrayList<>();

  FileWriter(TemporaryDirectory directory) {
    this.directory = directory;
  }

  /** Completes all files. */
  abstract void finishAll() throws IOException;

  /** Gives up what is not complete. */
  abstract void discardAll() throws IOException;

  @Override
  public List<WrittenFile<DestT>> prepareCommit() throws IOException {
    finishAll();
    List<WrittenFile<DestT>> result = List.copyOf(written);
    written.clear();
    return result;
  }

  @Override
  public void abort() throws IOException {
    close();
    directory.deleteIfEmpty();
  }

  @Override
  public void close() throws IOException {
    discardAll();
    List<ResourceId> notHandedOut = written.stream().map(WrittenFile::file).toList();
    written.clear();
    FileSystems.delete(notHandedOut);
  }
}
