package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.FileSystem;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.CreateOptions;
import io.millrace.sdk.io.fs.FileFailures;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import io.millrace.sdk.io.fs.MoveOptions;
import io.millrace.sdk.io.fs.MoveOptions.StandardMoveOptions;
import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.glob.GlobSearch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/** Files of one of Hadoop's schemes. */
public final class HadoopFileSystem extends FileSystem<RemoteResourceId> {

  private final String scheme;
  private final HadoopClients clients;
  private final Supplier<String> uniqueNames;

  /**
   * A file system.
   *
   * @param uniqueNames gives a name that is not given twice, on whichever machine
   */
  HadoopFileSystem(String scheme, HadoopClients clients, Supplier<String> uniqueNames) {
    this.scheme = scheme;
    this.clients = clients;
    this.uniqueNames = uniqueNames;
  }

  @Override
  protected String getScheme() {
    return scheme;
  }

  @Override
  protected RemoteResourceId matchNewResource(String singleResourceSpec, boolean isDirectory) {
    return RemoteResourceId.of(singleResourceSpec, isDirectory);
  }

  // ---- finding

  @Override
  protected List<MatchResult> match(List<String> specs) {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      try {
        List<Metadata> files = matchOne(spec);
        results.add(MatchResult.create(files.isEmpty() ? Status.NOT_FOUND : Status.OK, files));
      } catch (IllegalArgumentException e) {
        results.add(MatchResult.create(Status.ERROR, new IOException(e.getMessage(), e)));
      } catch (IOException e) {
        results.add(MatchResult.create(Status.ERROR, e));
      }
    }
    return results;
  }

  private List<Metadata> matchOne(String spec) throws IOException {
    RemoteResourceId asItStands = RemoteResourceId.of(spec, spec.endsWith("/"));
    HadoopClient client = clients.of(asItStands);
    FileStatus there = client.status(asItStands);
    if (there != null) {
      return List.of(metadata(asItStands, asItStands.path(), there));
    }
    String pattern = asItStands.path();
    if (!FileSystems.hasGlobWildcard(pattern) && pattern.indexOf('\\') < 0) {
      return List.of();
    }
    List<Metadata> files = new ArrayList<>();
    HadoopTree tree = new HadoopTree(client, asItStands);
    for (Map.Entry<String, FileStatus> file : GlobSearch.find("/", pattern, tree).entrySet()) {
      files.add(metadata(asItStands, file.getKey(), file.getValue()));
    }
    return files;
  }

  /** With the name that the user gave the cluster, which need not be the cluster's own. */
  private static Metadata metadata(RemoteResourceId any, String path, FileStatus status) {
    return Metadata.builder()
        .setResourceId(
            RemoteResourceId.of(any.getScheme(), any.authority(), path, status.isDirectory()))
        .setSizeBytes(status.getLen())
        .setIsReadSeekEfficient(status.isFile())
        .setLastModifiedMillis(status.getModificationTime())
        .build();
  }

  // ---- reading and writing

  @Override
  protected WritableByteChannel create(RemoteResourceId resourceId, CreateOptions createOptions)
      throws IOException {
    HadoopClient client = clients.of(resourceId);
    try {
      return new HadoopWriteChannel(
          resourceId,
          client.create(client.path(resourceId), !createOptions.expectFileToNotExist()));
    } catch (IOException e) {
      if (!createOptions.expectFileToNotExist() && isDirectory(client, resourceId)) {
        throw FileFailures.cannot("create", resourceId.toString(), "it is a directory", e);
      }
      throw HadoopErrors.cannot("create", resourceId, e);
    }
  }

  private static boolean isDirectory(HadoopClient client, RemoteResourceId id) throws IOException {
    FileStatus status = client.status(id);
    return status != null && status.isDirectory();
  }

  @Override
  protected ReadableByteChannel open(RemoteResourceId resourceId) throws IOException {
    HadoopClient client = clients.of(resourceId);
    FileStatus status = existing("read", client, resourceId);
    if (status.isDirectory()) {
      throw FileFailures.cannot("read", resourceId.toString(), "it is a directory", null);
    }
    try {
      return new HadoopReadChannel(
          resourceId, client.context().open(client.path(resourceId)), status.getLen());
    } catch (IOException e) {
      throw HadoopErrors.cannot("read", resourceId, e);
    }
  }

  private static FileStatus existing(String verb, HadoopClient client, RemoteResourceId id)
      throws IOException {
    FileStatus status = client.status(id);
    if (status == null) {
      throw FileFailures.notFound(verb, id.toString(), "no such file", null);
    }
    return status;
  }

  /** Writes the content under a name of its own and renames it, which fails if there is a file. */
  @Override
  protected boolean putIfAbsent(RemoteResourceId resourceId, byte[] content) throws IOException {
    HadoopClient client = clients.of(resourceId);
    Path target = client.path(resourceId);
    if (client.status(resourceId) != null) {
      return false;
    }
    Path temporary = temporary(client, resourceId);
    try (OutputStream output = client.create(temporary, false)) {
      output.write(content);
    } catch (IOException e) {
      IOException failure = HadoopErrors.cannot("create", resourceId, e);
      deleteQuietly(client, temporary, failure);
      throw failure;
    }
    try {
      client.context().rename(temporary, target, Rename.NONE);
      return true;
    } catch (IOException e) {
      IOException failure = HadoopErrors.cannot("create", resourceId, e);
      if (failure instanceof FileAlreadyExistsException) {
        client.context().delete(temporary, false);
        return false;
      }
      return wasRenamed(client, resourceId, temporary, content, failure);
    }
  }

  private Path temporary(HadoopClient client, RemoteResourceId id) {
    return client.path(
        id.getCurrentDirectory()
            .resolve(".millrace-put-" + uniqueNames.get(), StandardResolveOptions.RESOLVE_FILE));
  }

  private static void deleteQuietly(HadoopClient client, Path path, IOException failure) {
    try {
      client.context().delete(path, false);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Whether a rename was done that was not answered: then the file is gone from its first name, and
   * the target has its content.
   */
  static boolean wasRenamed(
      HadoopClient client, RemoteResourceId id, Path temporary, byte[] content, IOException failure)
      throws IOException {
    try {
      // what is deleted cannot be renamed any more, even if the request is still on its way
      boolean wasThere = client.context().delete(temporary, false);
      if (!wasThere && client.status(id) != null) {
        try (InputStream there = client.context().open(client.path(id))) {
          return Arrays.equals(content, there.readAllBytes());
        }
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }

  // ---- moving and deleting

  @Override
  protected void copy(List<RemoteResourceId> sources, List<RemoteResourceId> destinations)
      throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      RemoteResourceId source = sources.get(i);
      RemoteResourceId destination = destinations.get(i);
      HadoopClient from = clients.of(source);
      HadoopClient to = clients.of(destination);
      existing("copy", from, source);
      try (InputStream input = from.context().open(from.path(source));
          OutputStream output = to.create(to.path(destination), true)) {
        input.transferTo(output);
      } catch (IOException e) {
        throw HadoopErrors.cannot("copy " + source + " to", destination, e);
      }
    }
  }

  @Override
  protected void rename(
      List<RemoteResourceId> sources, List<RemoteResourceId> destinations, MoveOptions... options)
      throws IOException {
    List<MoveOptions> chosen = Arrays.asList(options);
    for (int i = 0; i < sources.size(); i++) {
      RemoteResourceId source = sources.get(i);
      HadoopClient client = clients.of(source);
      if (chosen.contains(StandardMoveOptions.IGNORE_MISSING_FILES)
          && client.status(source) == null) {
        continue;
      }
      try {
        renameOne(client, source, destinations.get(i), chosen);
      } catch (FileAlreadyExistsException e) {
        if (!chosen.contains(StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS)) {
          throw e;
        }
      }
    }
  }

  private void renameOne(
      HadoopClient client,
      RemoteResourceId source,
      RemoteResourceId destination,
      List<MoveOptions> options)
      throws IOException {
    if (!source.authority().equals(destination.authority())) {
      throw FileFailures.cannot(
          "rename " + source + " to",
          destination.toString(),
          "it is on another cluster, where a file can only be copied to",
          null);
    }
    createDirectory(
        destination.isDirectory()
            ? destination.resolve("..", StandardResolveOptions.RESOLVE_DIRECTORY)
            : destination.getCurrentDirectory());
    boolean replaces = options.contains(StandardMoveOptions.REPLACE_EXISTING);
    try {
      client
          .context()
          .rename(
              client.path(source),
              client.path(destination),
              replaces ? Rename.OVERWRITE : Rename.NONE);
    } catch (FileNotFoundException e) {
      throw HadoopErrors.cannot("rename", source, e);
    } catch (IOException e) {
      throw HadoopErrors.cannot("rename " + source + " to", destination, e);
    }
  }

  @Override
  protected void delete(Collection<RemoteResourceId> resourceIds) throws IOException {
    for (RemoteResourceId id : resourceIds) {
      delete(id, false);
    }
  }

  @Override
  protected void deleteRecursively(RemoteResourceId directory) throws IOException {
    delete(directory, true);
  }

  private void delete(RemoteResourceId id, boolean recursive) throws IOException {
    try {
      HadoopClient client = clients.of(id);
      client.context().delete(client.path(id), recursive);
    } catch (FileNotFoundException | ParentNotDirectoryException e) {
      // not there, and so as it is to be
    } catch (IOException e) {
      throw HadoopErrors.cannot("delete", id, e);
    }
  }

  @Override
  protected void createDirectory(RemoteResourceId directory) throws IOException {
    try {
      HadoopClient client = clients.of(directory);
      client.context().mkdir(client.path(directory), FsPermission.getDirDefault(), true);
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw FileFailures.cannot("write to", directory.toString(), "not a directory", e);
    } catch (IOException e) {
      throw HadoopErrors.cannot("write to", directory, e);
    }
  }
}
