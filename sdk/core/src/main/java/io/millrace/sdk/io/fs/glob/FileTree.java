package io.millrace.sdk.io.fs.glob;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Files in directories, as a {@link GlobSearch} needs them.
 *
 * <p>Paths are text. That of a directory ends with a slash, or is empty if it is the place where
 * the search begins; that of what is in it is the directory's with a name behind it.
 *
 * @param <FileT> what is known of a file
 */
public interface FileTree<FileT> {

  /**
   * What is in a directory.
   *
   * @param name without slashes
   * @param file what is known of the file; null if this is a directory
   */
  record Entry<FileT>(String name, @Nullable FileT file) {}

  /** Is told of files. */
  @FunctionalInterface
  interface Visitor<FileT> {
    /** A file, and its path from the directory on where the walk began. */
    void visit(String relativePath, FileT file) throws IOException;
  }

  /** The file of a path; null if there is none, or a directory. */
  @Nullable FileT file(String path) throws IOException;

  /**
   * What is in a directory, of that what has a name with the given beginning; nothing if there is
   * no such directory.
   */
  List<Entry<FileT>> list(String directory, String prefix) throws IOException;

  /**
   * Visits all files below a directory, at any depth and in any order.
   *
   * @param prefix what the paths of files from the directory on must begin with
   * @param isSkipped names of directories that are not entered
   */
  default void walk(
      String directory, String prefix, Predicate<String> isSkipped, Visitor<FileT> visitor)
      throws IOException {
    for (Entry<FileT> entry : list(directory, prefix)) {
      FileT file = entry.file();
      if (file != null) {
        visitor.visit(entry.name(), file);
      } else if (!isSkipped.test(entry.name())) {
        walk(
            directory + entry.name() + "/",
            "",
            isSkipped,
            (path, below) -> visitor.visit(entry.name() + "/" + path, below));
      }
    }
  }
}
