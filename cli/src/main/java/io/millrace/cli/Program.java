package io.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Something with a {@code main}: where its class comes from and what to call it. */
interface Program {

  /** How to name it to people. */
  String name();

  /** The class whose {@code main} it is. */
  Class<?> load() throws ProgramException;

  /** A program that is on Millrace's own class path. */
  static Program onClassPath(String name, String mainClass) {
    return new Program() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Class<?> load() throws ProgramException {
        return loadClass(
            Program.class.getClassLoader(),
            mainClass,
            "the class path (bin/millrace puts there what an example needs)");
      }
    };
  }

  /**
   * A program in a jar file. Its classes get a loader of their own below Millrace's, so that both
   * agree on the SDK.
   *
   * @param mainClass the class, or null for the one that the jar's manifest names
   */
  static Program inJar(Path jar, @Nullable String mainClass) {
    return new Program() {
      @Override
      public String name() {
        return jar.getFileName().toString();
      }

      @Override
      public Class<?> load() throws ProgramException {
        String name = mainClass != null ? mainClass : mainClassOf(jar);
        requireReadableJar(jar);
        // never closed: the program may leave threads behind that still load classes
        URLClassLoader loader =
            new URLClassLoader(new URL[] {url(jar)}, Program.class.getClassLoader());
        return loadClass(loader, name, jar.toString());
      }
    };
  }

  private static Class<?> loadClass(ClassLoader loader, String name, String where)
      throws ProgramException {
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      throw new ProgramException("there is no class " + name + " in " + where + ".", e);
    } catch (LinkageError e) {
      throw new ProgramException("class " + name + " of " + where + " cannot be loaded: " + e, e);
    }
  }

  private static String mainClassOf(Path jar) throws ProgramException {
    requireReadableJar(jar);
    try (JarFile file = new JarFile(jar.toFile())) {
      String name =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue("Main-Class");
      if (name == null) {
        throw new ProgramException(
            jar + " does not say which class to run (no Main-Class in its manifest): add --main.");
      }
      return name;
    } catch (IOException e) {
      throw new ProgramException("cannot read " + jar + ": " + e.getMessage(), e);
    }
  }

  private static void requireReadableJar(Path jar) throws ProgramException {
    if (!Files.exists(jar)) {
      throw new ProgramException("there is no file " + jar + ".");
    }
    File file = jar.toFile();
    try (JarFile opened = new JarFile(file)) {
      opened.entries();
    } catch (ZipException e) {
      throw new ProgramException(jar + " is not a jar file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ProgramException("cannot read " + jar + ": " + e.getMessage(), e);
    }
  }

  private static URL url(Path jar) throws ProgramException {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new ProgramException("cannot make a URL of " + jar, e);
    }
  }
}
