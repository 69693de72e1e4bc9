package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.glob.FileTree;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/** The files of one cluster for the search of patterns; a path is what follows the authority. */
final class HadoopTree implements FileTree<FileStatus> {

  private final HadoopClient client;
  private final RemoteResourceId any;

  /**
   * The files of a cluster.
   *
   * @param any names any of them
   */
  HadoopTree(HadoopClient client, RemoteResourceId any) {
    this.client = client;
    this.any = any;
  }

  private RemoteResourceId id(String path) {
    return RemoteResourceId.of(any.getScheme(), any.authority(), path, path.endsWith("/"));
  }

  @Override
  public @Nullable FileStatus file(String path) throws IOException {
    FileStatus status = client.status(id(path));
    return status == null || status.isDirectory() ? null : status;
  }

  @Override
  public List<Entry<FileStatus>> list(String directory, String prefix) throws IOException {
    RemoteResourceId id = id(directory);
    FileStatus listed = client.status(id);
    if (listed == null || !listed.isDirectory()) {
      return List.of();
    }
    List<Entry<FileStatus>> entries = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> found = client.context().listStatus(client.path(id));
      while (found.hasNext()) {
        FileStatus status = found.next();
        String name = status.getPath().getName();
        if (name.startsWith(prefix)) {
          entries.add(new Entry<>(name, status.isDirectory() ? null : status));
        }
      }
      return entries;
    } catch (FileNotFoundException e) {
      return List.of(); // removed since
    } catch (IOException e) {
      throw HadoopErrors.cannot("list", id, e);
    }
  }
}
