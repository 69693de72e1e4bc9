package io.millrace.cli;

import io.millrace.sdk.options.InvalidOptionException;
import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What a user is told about a failure, and the exit code that goes with it. */
record Failure(String message, int exitCode) {

  static Failure of(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return new Failure(
          "out of memory ("
              + thrown.getMessage()
              + "). Give the JVM more, e.g. MILLRACE_JAVA_OPTS=-Xmx4g.",
          Millrace.FAILED);
    }
    boolean wrongUsage = thrown instanceof InvalidOptionException;
    return new Failure(message(thrown), wrongUsage ? Millrace.WRONG_USAGE : Millrace.FAILED);
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    if (message == null || message.isBlank()) {
      return thrown.getCause() == null ? thrown.getClass().getName() : message(thrown.getCause());
    }
    if (thrown instanceof FileSystemException e && e.getReason() == null) {
      return fileProblem(e);
    }
    return saysEnough(thrown) ? message : thrown.getClass().getName() + ": " + message;
  }

  /** The messages of these exceptions are the bare name of the file. */
  private static String fileProblem(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no file " + e.getFile() + ".";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to access " + e.getFile() + ".";
    }
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private static boolean saysEnough(Throwable thrown) {
    return thrown.getClass().getName().startsWith("io.millrace.")
        || thrown instanceof IllegalArgumentException
        || thrown instanceof IllegalStateException
        || thrown instanceof FileNotFoundException
        || thrown instanceof FileSystemException;
  }
}
