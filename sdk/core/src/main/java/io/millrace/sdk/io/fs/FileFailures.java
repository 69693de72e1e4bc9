package io.millrace.sdk.io.fs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Failures of file systems, each one line that says what could not be done to which resource, and
 * why: {@code cannot read /x/y.txt: no such file}.
 */
public final class FileFailures {

  private FileFailures() {}

  /** The failure {@code "cannot <verb> <name>: <reason>"}. */
  public static IOException cannot(
      String verb, String name, String reason, @Nullable Throwable cause) {
    return new IOException(message(verb, name, reason), cause);
  }

  /** There is no such file, or no directory that it could be in. */
  public static FileNotFoundException notFound(
      String verb, String name, String reason, @Nullable Throwable cause) {
    FileNotFoundException failure = new FileNotFoundException(message(verb, name, reason));
    failure.initCause(cause);
    return failure;
  }

  /** There is a resource of that name where there must not be one. */
  public static FileAlreadyExistsException exists(
      String verb, String name, @Nullable Throwable cause) {
    FileAlreadyExistsException failure =
        new DescribedFileAlreadyExistsException(name, message(verb, name, "it exists already"));
    failure.initCause(cause);
    return failure;
  }

  private static String message(String verb, String name, String reason) {
    return "cannot " + verb + " " + name + ": " + reason;
  }

  /** {@link FileAlreadyExistsException} makes its message of the name; this one brings its own. */
  private static final class DescribedFileAlreadyExistsException
      extends FileAlreadyExistsException {
    private static final long serialVersionUID = 1;

    private final String message;

    DescribedFileAlreadyExistsException(String name, String message) {
      super(name);
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }
}
