package io.millrace.sdk.io.fs.local;

import io.millrace.sdk.io.FileSystems;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the files that a pattern stands for, looking only into directories that can hold some.
 *
 * <p>The pattern is followed one part at a time: a part without wildcards is a step, a part with
 * wildcards is compared with the names in a directory, and from {@code **} on the whole tree is
 * compared. Directories are not found, only what can be read.
 */
final class LocalGlob {

  /** Directories of writes in progress, which wildcards do not enter. */
  private static final String TEMP_PREFIX = ".millrace-temp-";

  private final String pattern;
  private final TreeSet<Path> found = new TreeSet<>();

  private LocalGlob(String pattern) {
    this.pattern = pattern;
  }

  /**
   * The files, ordered by name.
   *
   * @throws IOException if a directory cannot be listed
   * @throws IllegalArgumentException if the pattern is malformed
   */
  static List<Path> find(String pattern) throws IOException {
    LocalGlob glob = new LocalGlob(pattern);
    for (String alternative : GlobSyntax.alternatives(pattern)) {
      List<String> parts = GlobSyntax.parts(alternative);
      glob.follow(LocalNames.toPath(alternative.startsWith("/") ? "/" : ""), parts);
    }
    return List.copyOf(glob.found);
  }

  private void follow(Path base, List<String> parts) throws IOException {
    if (parts.isEmpty()) {
      if (Files.exists(base) && !Files.isDirectory(base)) {
        found.add(base);
      }
      return;
    }
    String part = parts.get(0);
    List<String> rest = parts.subList(1, parts.size());
    if (!FileSystems.hasGlobWildcard(part)) {
      follow(base.resolve(LocalNames.toPath(GlobSyntax.unescaped(part))), rest);
    } else if (!part.contains("**")) {
      list(base, GlobSyntax.regex(pattern, part), rest);
    } else {
      walk(base, GlobSyntax.regex(pattern, String.join("/", parts)));
    }
  }

  private void list(Path directory, Pattern names, List<String> rest) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory, entry -> names.matcher(entry.getFileName().toString()).matches())) {
      for (Path entry : entries) {
        if (!isTemporary(entry)) {
          follow(directory.resolve(entry.getFileName()), rest);
        }
      }
    } catch (DirectoryIteratorException e) {
      IOException cause = e.getCause();
      throw LocalErrors.cannot("list", directory, cause == null ? new IOException(e) : cause);
    } catch (FileSystemException e) {
      throw LocalErrors.cannot("list", directory, e);
    }
  }

  private static boolean isTemporary(Path entry) {
    return entry.getFileName().toString().startsWith(TEMP_PREFIX);
  }

  private void walk(Path base, Pattern relative) throws IOException {
    if (!Files.isDirectory(base)) {
      return;
    }
    Files.walkFileTree(
        base,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes unused) {
            return !directory.equals(base) && isTemporary(directory)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes unused) {
            if (relative.matcher(base.relativize(file).toString()).matches()) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemLoopException) {
              return FileVisitResult.CONTINUE; // a link back up: what it leads to is seen anyway
            }
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // removed while the tree was walked
            }
            throw LocalErrors.cannot("read", file, e);
          }
        });
  }
}
