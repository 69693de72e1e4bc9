package io.millrace.runners.distributed.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Compiles classes that are not on the class path of the tests. */
final class ClassFiles {

  private ClassFiles() {}

  /** Compiles sources, given by the path of their file, into a directory. */
  static void compile(Path into, Map<String, String> sources) throws IOException {
    Path root = Files.createDirectories(into.resolveSibling(into.getFileName() + "-sources"));
    List<String> args = new ArrayList<>(List.of("-d", into.toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = root.resolve(source.getKey());
      Files.createDirectories(file.getParent());
      args.add(Files.writeString(file, source.getValue()).toString());
    }
    Files.createDirectories(into);
    int status =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, args.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException("the sources of the test do not compile");
    }
  }

  /** A jar of some entries. */
  static Path jar(Path jar, Map<String, byte[]> entries) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return jar;
  }
}
