package io.millrace.sdk.io.fs.local;

import io.millrace.sdk.io.FileSystem;
import io.millrace.sdk.io.fs.CreateOptions;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import io.millrace.sdk.io.fs.MoveOptions;
import io.millrace.sdk.io.fs.MoveOptions.StandardMoveOptions;
import io.millrace.sdk.io.fs.glob.GlobSearch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Files that the operating system knows, through {@code java.nio.file}. */
public final class LocalFileSystem extends FileSystem<LocalResourceId> {

  static final String SCHEME = "file";

  /** Opened by the core alone; users go through {@link io.millrace.sdk.io.FileSystems}. */
  public LocalFileSystem() {}

  @Override
  protected String getScheme() {
    return SCHEME;
  }

  @Override
  protected List<MatchResult> match(List<String> specs) {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      try {
        List<Metadata> files = matchOne(LocalNames.withoutScheme(spec));
        results.add(MatchResult.create(files.isEmpty() ? Status.NOT_FOUND : Status.OK, files));
      } catch (IllegalArgumentException e) {
        results.add(MatchResult.create(Status.ERROR, new IOException(e.getMessage(), e)));
      } catch (IOException e) {
        results.add(MatchResult.create(Status.ERROR, e));
      }
    }
    return results;
  }

  private static List<Metadata> matchOne(String spec) throws IOException {
    Path asItStands = LocalNames.toPath(spec);
    if (Files.exists(asItStands)) {
      return List.of(metadata(asItStands));
    }
    List<Metadata> files = new ArrayList<>();
    String start = spec.startsWith("/") ? "/" : "";
    for (Path file : GlobSearch.find(start, spec, new LocalTree()).values()) {
      try {
        files.add(metadata(file));
      } catch (NoSuchFileException e) {
        // removed since it was found: it does not match any more
      }
    }
    return files;
  }

  private static Metadata metadata(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return Metadata.builder()
        .setResourceId(LocalResourceId.of(path, attributes.isDirectory()))
        .setSizeBytes(attributes.isRegularFile() ? attributes.size() : 0)
        .setIsReadSeekEfficient(attributes.isRegularFile())
        .setLastModifiedMillis(attributes.lastModifiedTime().toMillis())
        .build();
  }

  @Override
  protected WritableByteChannel create(LocalResourceId resourceId, CreateOptions createOptions)
      throws IOException {
    Path path = resourceId.path();
    createDirectory(resourceId.getCurrentDirectory());
    OpenOption[] options =
        createOptions.expectFileToNotExist()
            ? new OpenOption[] {StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW}
            : new OpenOption[] {
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING
            };
    try {
      return new DurableChannel(path, FileChannel.open(path, options));
    } catch (IOException e) {
      throw LocalErrors.cannot("create", path, e);
    }
  }

  @Override
  protected ReadableByteChannel open(LocalResourceId resourceId) throws IOException {
    Path path = resourceId.path();
    if (Files.isDirectory(path)) {
      throw new IOException("cannot read " + path + ": it is a directory");
    }
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw LocalErrors.cannot("read", path, e);
    }
  }

  @Override
  protected void copy(List<LocalResourceId> sources, List<LocalResourceId> destinations)
      throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      Path source = sources.get(i).path();
      createDirectory(destinations.get(i).getCurrentDirectory());
      try {
        Files.copy(source, destinations.get(i).path(), StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw LocalErrors.cannot("copy", source, e);
      }
    }
  }

  @Override
  protected void rename(
      List<LocalResourceId> sources, List<LocalResourceId> destinations, MoveOptions... options)
      throws IOException {
    Set<MoveOptions> chosen = new LinkedHashSet<>(Arrays.asList(options));
    Set<Path> directories = new LinkedHashSet<>();
    for (int i = 0; i < sources.size(); i++) {
      Path source = sources.get(i).path();
      Path destination = destinations.get(i).path();
      if (chosen.contains(StandardMoveOptions.IGNORE_MISSING_FILES) && !Files.exists(source)) {
        continue;
      }
      createDirectory(LocalResourceId.of(LocalNames.directoryOf(destination), true));
      try {
        renameOne(source, destination, chosen);
      } catch (NoSuchFileException e) {
        throw LocalErrors.cannot("rename", source, e);
      } catch (IOException e) {
        throw LocalErrors.cannot("rename " + source + " to", destination, e);
      }
      directories.add(LocalNames.directoryOf(source));
      directories.add(LocalNames.directoryOf(destination));
    }
    for (Path directory : directories) {
      if (Files.isDirectory(directory)) {
        DurableChannel.syncDirectory(directory);
      }
    }
  }

  private static void renameOne(Path source, Path destination, Set<MoveOptions> options)
      throws IOException {
    if (options.contains(StandardMoveOptions.REPLACE_EXISTING)) {
      Files.move(
          source, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try {
      if (Files.isDirectory(source)) {
        Files.move(source, destination);
      } else {
        // rename(2) always replaces; link(2) never does
        Files.createLink(destination, source);
        Files.delete(source);
      }
    } catch (FileAlreadyExistsException e) {
      if (!options.contains(StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS)) {
        throw e;
      }
    }
  }

  @Override
  protected void delete(Collection<LocalResourceId> resourceIds) throws IOException {
    for (LocalResourceId id : resourceIds) {
      try {
        Files.deleteIfExists(id.path());
      } catch (IOException e) {
        throw LocalErrors.cannot("delete", id.path(), e);
      }
    }
  }

  @Override
  protected void deleteRecursively(LocalResourceId directory) throws IOException {
    if (!Files.exists(directory.path(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        directory.path(),
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes unused)
              throws IOException {
            return deleted(file);
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw LocalErrors.cannot("delete", file, e);
          }

          @Override
          @SuppressWarnings("NullAway") // null when the directory was read to its end
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            if (e != null) {
              throw LocalErrors.cannot("list", visited, e);
            }
            return deleted(visited);
          }

          private FileVisitResult deleted(Path path) throws IOException {
            try {
              Files.deleteIfExists(path);
              return FileVisitResult.CONTINUE;
            } catch (IOException e) {
              throw LocalErrors.cannot("delete", path, e);
            }
          }
        });
  }

  @Override
  protected void createDirectory(LocalResourceId directory) throws IOException {
    Path path = directory.path();
    if (Files.isDirectory(path)) {
      if (!Files.isWritable(path)) {
        throw new IOException("cannot write to " + path + ": permission denied");
      }
      return;
    }
    Path existing = path;
    while (!Files.exists(existing)) {
      existing = LocalNames.directoryOf(existing);
    }
    try {
      Files.createDirectories(path);
      for (Path above = path; !above.equals(existing); ) {
        above = LocalNames.directoryOf(above);
        DurableChannel.syncDirectory(above);
      }
    } catch (FileAlreadyExistsException e) {
      throw LocalErrors.cannot("write to", path, new NotDirectoryException(e.getFile()));
    } catch (IOException e) {
      throw LocalErrors.cannot("create directory", path, e);
    }
  }

  @Override
  protected boolean putIfAbsent(LocalResourceId resourceId, byte[] content) throws IOException {
    createDirectory(resourceId.getCurrentDirectory());
    return ConditionalPut.put(resourceId.path(), content);
  }

  @Override
  protected LocalResourceId matchNewResource(String singleResourceSpec, boolean isDirectory) {
    String name = LocalNames.withoutScheme(singleResourceSpec);
    if (name.endsWith("/") && !isDirectory) {
      throw new IllegalArgumentException(
          singleResourceSpec + " ends with a slash: it names a directory, but a file is needed");
    }
    return LocalResourceId.of(LocalNames.toPath(name), isDirectory);
  }
}
