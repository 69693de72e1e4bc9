package io.millrace.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The files of the repository, as far as people wrote them. */
final class Repository {

  private static final Set<String> NOT_OURS = Set.of(".git", "target", ".idea", ".vscode");

  private Repository() {}

  /** The folder that holds the parent pom: tests run in the folder of their module. */
  static Path root() {
    Path root = Path.of("").toAbsolutePath().getParent();
    if (root == null || !Files.exists(root.resolve("conventions/pom.xml"))) {
      throw new IllegalStateException(
          "not run in the folder 'conventions': " + Path.of("").toAbsolutePath());
    }
    return root;
  }

  /** All text files by their path in the repository, in order. */
  static TreeMap<String, String> texts() {
    Path root = root();
    TreeMap<String, String> texts = new TreeMap<>();
    for (Path file : files(root)) {
      try {
        texts.put(root.relativize(file).toString(), Files.readString(file));
      } catch (MalformedInputException binary) {
        // golden files of bytes have no text to look at
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return texts;
  }

  /**
   * The Java sources below {@code src/main/java} of the modules, by their path in the repository.
   */
  static TreeMap<String, String> mainSources() {
    TreeMap<String, String> sources = texts();
    sources.keySet().removeIf(path -> !path.endsWith(".java") || moduleOf(path) == null);
    return sources;
  }

  private static Module moduleOf(String path) {
    for (Module module : Module.values()) {
      if (path.startsWith(module.path() + "/src/main/java/")) {
        return module;
      }
    }
    return null;
  }

  private static List<Path> files(Path root) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              return NOT_OURS.contains(dir.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
