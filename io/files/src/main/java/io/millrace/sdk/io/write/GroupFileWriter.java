package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups of elements, each into a file of its own.
 *
 * @param <KeyT> what tells the groups apart
 * @param <T> the type of the elements
 */
abstract class GroupFileWriter<KeyT, T extends @Nullable Object>
    implements SinkWriter<KV<KeyT, Iterable<T>>, WrittenFile> {

  private final FileOutput<T> output;
  private final TemporaryDirectory directory;
  private List<WrittenFile> written = new ArrayList<>();

  /**
   * Makes the directory.
   *
   * @throws IOException if it cannot be made
   */
  GroupFileWriter(FileOutput<T> output, TemporaryDirectory directory) throws IOException {
    this.output = output;
    this.directory = directory;
    directory.create();
  }

  /** Completes the file of a group. */
  abstract WrittenFile finish(OpenFile<T> file, KeyT key) throws IOException;

  @Override
  public void write(KV<KeyT, Iterable<T>> group, long timestampMillis) throws IOException {
    OpenFile<T> file = OpenFile.create(directory, output);
    try {
      for (T element : group.getValue()) {
        file.write(element);
      }
      written.add(finish(file, group.getKey()));
    } catch (IOException | RuntimeException e) {
      try {
        file.discard();
      } catch (IOException notRemoved) {
        e.addSuppressed(notRemoved);
      }
      throw e;
    }
  }

  @Override
  public List<WrittenFile> prepareCommit() {
    List<WrittenFile> result = written;
    written = new ArrayList<>();
    return result;
  }

  @Override
  public void abort() throws IOException {
    close();
    directory.deleteIfEmpty();
  }

  @Override
  public void close() throws IOException {
    List<ResourceId> notHandedOut = written.stream().map(WrittenFile::file).toList();
    written = new ArrayList<>();
    FileSystems.delete(notHandedOut);
  }
}
