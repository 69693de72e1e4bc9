package io.millrace.runners.distributed.artifact;

import io.millrace.cluster.v1.Artifact;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Finds the files with the classes of a program, where it is built. */
public final class Staging {

  private static final String OWN_PACKAGES = "io/millrace/";

  /** A resource of a class path that workers have as it is. */
  static final String CLASS_PATH_OF_WORKERS = "META-INF/millrace/class-path-of-workers";

  /** What entries of an archive are dated, so that equal contents make equal archives. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** A file, and the artifact that it is. */
  public record Staged(Artifact artifact, Path file) {}

  private Staging() {}

  /**
   * The files of a program: those that are named; if none are, those of the class loader, which is
   * one of files if the program was started by {@code millrace run}; else what is on the class path
   * and not Millrace's own, and nothing if that is the class path of the command, which workers
   * have. Directories are packed.
   *
   * @param named jar files or directories, in the order in which classes are searched; null to find
   *     them
   * @throws IllegalArgumentException if one is not there or is no jar file; the message names it
   * @throws IOException if one cannot be read
   */
  public static List<Staged> find(@Nullable List<String> named, ClassLoader program)
      throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    if (named != null) {
      for (String name : named) {
        Path file = Path.of(name);
        if (!Files.exists(file)) {
          throw new IllegalArgumentException(
              "--filesToStage names " + name + ", and there is no such file");
        }
        files.add(file);
      }
    } else if (program instanceof URLClassLoader loader) {
      for (URL url : loader.getURLs()) {
        files.add(Path.of(URI.create(url.toString())));
      }
    } else if (program.getResource(CLASS_PATH_OF_WORKERS) == null) {
      for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
        Path file = Path.of(entry);
        if (!entry.isEmpty() && Files.exists(file) && !isOurs(file)) {
          files.add(file);
        }
      }
    }
    List<Staged> staged = new ArrayList<>();
    for (Path file : files) {
      Path jar = Files.isDirectory(file) ? packed(file) : file;
      entries(jar);
      staged.add(new Staged(Digests.of(jar, file.getFileName().toString()), jar));
    }
    return staged;
  }

  /** Whether all classes in it are Millrace's: workers have those. */
  private static boolean isOurs(Path file) throws IOException {
    List<String> classes =
        (Files.isDirectory(file) ? files(file) : entries(file))
            .stream().filter(name -> name.endsWith(".class")).toList();
    return !classes.isEmpty() && classes.stream().allMatch(name -> name.startsWith(OWN_PACKAGES));
  }

  private static List<String> entries(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.stream().map(JarEntry::getName).toList();
    } catch (ZipException e) {
      throw new IllegalArgumentException(file + " is not a jar file: " + e.getMessage(), e);
    }
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString().replace(File.separatorChar, '/'))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Path packed(Path directory) throws IOException {
    Path jar = Files.createTempFile("millrace-classes-", ".jar");
    jar.toFile().deleteOnExit();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : files(directory)) {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(NO_TIME);
        out.putNextEntry(entry);
        Files.copy(directory.resolve(name), out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
