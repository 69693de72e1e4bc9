package io.millrace.sdk.io.fs.glob;

import io.millrace.sdk.io.FileSystems;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds the files that a pattern stands for, looking only into directories that can hold some.
 *
 * <p>The pattern is followed one part at a time: a part without wildcards is a step, a part with
 * wildcards is compared with the names in a directory, and from {@code **} on the whole tree is
 * compared. Directories are not found, only files. Not thread-safe.
 *
 * @param <FileT> what is known of a file
 */
public final class GlobSearch<FileT> {

  /** Directories of writes in progress, which wildcards do not enter. */
  private static final String TEMP_PREFIX = ".millrace-temp-";

  private final String pattern;
  private final FileTree<FileT> tree;
  private final TreeMap<String, FileT> found = new TreeMap<>();

  private GlobSearch(String pattern, FileTree<FileT> tree) {
    this.pattern = pattern;
    this.tree = tree;
  }

  /**
   * The files by their paths, in the order of these.
   *
   * @param start the directory from which the pattern leads on; empty, or with a slash at its end
   * @param pattern its syntax is that of {@link FileSystems#match(List)}
   * @throws IOException if a directory cannot be listed
   * @throws IllegalArgumentException if the pattern is malformed
   */
  public static <FileT> SortedMap<String, FileT> find(
      String start, String pattern, FileTree<FileT> tree) throws IOException {
    GlobSearch<FileT> search = new GlobSearch<>(pattern, tree);
    for (String alternative : GlobSyntax.alternatives(pattern)) {
      search.follow(start, GlobSyntax.parts(alternative));
    }
    return search.found;
  }

  private void follow(String directory, List<String> parts) throws IOException {
    if (parts.isEmpty()) {
      return;
    }
    String part = parts.get(0);
    List<String> rest = parts.subList(1, parts.size());
    if (!FileSystems.hasGlobWildcard(part)) {
      String path = directory + GlobSyntax.unescaped(part);
      if (rest.isEmpty()) {
        FileT file = tree.file(path);
        if (file != null) {
          found.put(path, file);
        }
      } else {
        follow(path + "/", rest);
      }
    } else if (!part.contains("**")) {
      list(directory, part, rest);
    } else {
      walk(directory, parts);
    }
  }

  private void list(String directory, String part, List<String> rest) throws IOException {
    Pattern names = GlobSyntax.regex(pattern, part);
    for (FileTree.Entry<FileT> entry : tree.list(directory, GlobSyntax.literalPrefix(part))) {
      if (isTemporary(entry.name()) || !names.matcher(entry.name()).matches()) {
        continue;
      }
      FileT file = entry.file();
      if (file == null) {
        follow(directory + entry.name() + "/", rest);
      } else if (rest.isEmpty()) {
        found.put(directory + entry.name(), file);
      }
    }
  }

  private void walk(String directory, List<String> parts) throws IOException {
    Pattern paths = GlobSyntax.regex(pattern, String.join("/", parts));
    tree.walk(
        directory,
        GlobSyntax.literalPrefix(parts.get(0)),
        GlobSearch::isTemporary,
        (path, file) -> {
          if (paths.matcher(path).matches()) {
            found.put(directory + path, file);
          }
        });
  }

  private static boolean isTemporary(String name) {
    return name.startsWith(TEMP_PREFIX);
  }
}
