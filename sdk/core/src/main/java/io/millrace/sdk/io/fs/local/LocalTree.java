package io.millrace.sdk.io.fs.local;

import io.millrace.sdk.io.fs.glob.FileTree;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Local files for the search of patterns; links are followed. */
final class LocalTree implements FileTree<Path> {

  @Override
  public @Nullable Path file(String path) {
    Path file = LocalNames.toPath(path);
    return Files.exists(file) && !Files.isDirectory(file) ? file : null;
  }

  @Override
  public List<Entry<Path>> list(String name, String prefix) throws IOException {
    Path directory = LocalNames.toPath(name);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Entry<Path>> entries = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            directory, path -> path.getFileName().toString().startsWith(prefix))) {
      for (Path path : found) {
        Path last = path.getFileName();
        if (Files.isDirectory(path)) {
          entries.add(new Entry<>(last.toString(), null));
        } else if (Files.exists(path)) { // a link may lead nowhere
          entries.add(new Entry<>(last.toString(), directory.resolve(last)));
        }
      }
      return entries;
    } catch (DirectoryIteratorException e) {
      IOException cause = e.getCause();
      throw LocalErrors.cannot("list", directory, cause == null ? new IOException(e) : cause);
    } catch (FileSystemException e) {
      throw LocalErrors.cannot("list", directory, e);
    }
  }

  /** Asks for the attributes of a file once only, and notices links that lead in a circle. */
  @Override
  public void walk(
      String directory, String prefix, Predicate<String> isSkipped, Visitor<Path> visitor)
      throws IOException {
    Path base = LocalNames.toPath(directory);
    if (!Files.isDirectory(base)) {
      return;
    }
    Files.walkFileTree(
        base,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes unused) {
            if (entered.equals(base)) {
              return FileVisitResult.CONTINUE;
            }
            String path = base.relativize(entered).toString();
            return path.startsWith(prefix.substring(0, Math.min(prefix.length(), path.length())))
                    && !isSkipped.test(entered.getFileName().toString())
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes unused)
              throws IOException {
            String path = base.relativize(file).toString();
            if (path.startsWith(prefix)) {
              visitor.visit(path, file);
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
