package io.millrace.sdk.io.fs.local;

import io.millrace.sdk.io.fs.FileFailures;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in one line what could not be done to which file, and why. */
final class LocalErrors {

  private LocalErrors() {}

  /**
   * The failure {@code "cannot <verb> <path>: <cause>"}, of the type that callers look for: {@link
   * FileNotFoundException}, {@link FileAlreadyExistsException} or just {@link IOException}.
   */
  static IOException cannot(String verb, Path path, IOException cause) {
    String name = path.toString();
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return FileFailures.notFound(verb, name, reason(path, cause), cause);
    } else if (cause instanceof FileAlreadyExistsException) {
      return FileFailures.exists(verb, name, cause);
    }
    return FileFailures.cannot(verb, name, reason(path, cause), cause);
  }

  private static String reason(Path path, IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() == null || missing.getFile().equals(path.toString())
          ? "no such file"
          : "no such file or directory: " + missing.getFile();
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof NotDirectoryException) {
      return "not a directory";
    } else if (e instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    String said = e instanceof FileSystemException withReason ? withReason.getReason() : null;
    return plain(said != null ? said : e.getMessage(), e);
  }

  private static String plain(@Nullable String said, IOException e) {
    if (said == null) {
      return e.getClass().getSimpleName();
    }
    if (said.equals("No space left on device")) {
      return "the disk is full";
    }
    // the operating system's words begin with a capital, as if they stood alone
    return said.substring(0, Math.min(1, said.length())).toLowerCase(Locale.ROOT)
        + said.substring(Math.min(1, said.length()));
  }
}
