package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.fs.RemoteResourceId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Hadoop's client for one cluster, and what it does not do by itself. Thread-safe. */
final class HadoopClient {

  private final FileContext context;
  private final URI cluster;
  private final CreateOpts[] createOptions;

  private HadoopClient(FileContext context, URI cluster, CreateOpts[] createOptions) {
    this.context = context;
    this.cluster = cluster;
    this.createOptions = createOptions;
  }

  /**
   * A client.
   *
   * @throws IOException if Hadoop has no such file system
   */
  static HadoopClient connect(URI cluster, Configuration configuration) throws IOException {
    List<CreateOpts> options = new ArrayList<>();
    options.add(CreateOpts.createParent());
    // what nobody has set is as the cluster has it, not as Hadoop's library has it
    if (HadoopSettings.isGiven(configuration, "dfs.blocksize")) {
      options.add(CreateOpts.blockSize(configuration.getLongBytes("dfs.blocksize", 0)));
    }
    if (HadoopSettings.isGiven(configuration, "dfs.replication")) {
      options.add(CreateOpts.repFac((short) configuration.getInt("dfs.replication", 0)));
    }
    return new HadoopClient(
        FileContext.getFileContext(cluster, configuration),
        cluster,
        options.toArray(new CreateOpts[0]));
  }

  FileContext context() {
    return context;
  }

  /** How Hadoop names a resource. */
  Path path(RemoteResourceId id) {
    return new Path(cluster.getScheme(), cluster.getAuthority(), id.path());
  }

  /** The file or directory of a name; null if there is neither. */
  @Nullable FileStatus status(RemoteResourceId id) throws IOException {
    try {
      return context.getFileStatus(path(id));
    } catch (IOException e) {
      IOException cause = HadoopErrors.unwrapped(e);
      if (cause instanceof FileNotFoundException || cause instanceof ParentNotDirectoryException) {
        return null;
      }
      throw HadoopErrors.cannot("read", id, e);
    }
  }

  /** Opens a new file, each block of which is synced by its datanodes when it is complete. */
  FSDataOutputStream create(Path path, boolean replaces) throws IOException {
    EnumSet<CreateFlag> flags =
        replaces
            ? EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE, CreateFlag.SYNC_BLOCK)
            : EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK);
    return context.create(path, flags, createOptions);
  }
}
