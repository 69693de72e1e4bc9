package io.millrace.runners.distributed.artifact;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of a job: those of the user's files first, so that these may have other
 * versions of libraries than Millrace; but what both sides talk to each other with comes from
 * Millrace, also if the user's files contain it. Thread-safe.
 */
final class JobClassLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  /** What both sides must have the same classes of. */
  private static final List<String> SHARED =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "io.millrace.sdk.",
          "io.millrace.model.",
          "io.millrace.cluster.",
          "io.millrace.runners.",
          "org.slf4j.",
          "org.jspecify.");

  JobClassLoader(String job, List<URL> files, ClassLoader parent) {
    super("job " + job, files.toArray(URL[]::new), parent);
  }

  private static boolean isShared(String name) {
    return SHARED.stream().anyMatch(name::startsWith);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (isShared(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      if (found == null) {
        try {
          found = findClass(name);
        } catch (ClassNotFoundException e) {
          return super.loadClass(name, resolve);
        }
      }
      if (resolve) {
        resolveClass(found);
      }
      return found;
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    for (URL each : Collections.list(getParent().getResources(name))) {
      if (all.stream().noneMatch(own -> own.toExternalForm().equals(each.toExternalForm()))) {
        all.add(each);
      }
    }
    return Collections.enumeration(all);
  }
}
