package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.fs.FileFailures;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.util.Locale;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/** Says in one line what could not be done to which file, and why. */
final class HadoopErrors {

  private HadoopErrors() {}

  /** The failure {@code "cannot <verb> <name>: <cause>"}, of the type that callers look for. */
  static IOException cannot(String verb, Object name, IOException cause) {
    IOException e = unwrapped(cause);
    if (e instanceof FileNotFoundException) {
      return FileFailures.notFound(verb, name.toString(), "no such file", cause);
    } else if (e instanceof FileAlreadyExistsException
        || e instanceof AlreadyBeingCreatedException) {
      return FileFailures.exists(verb, name.toString(), cause);
    } else if (e instanceof InterruptedIOException) {
      InterruptedIOException interrupted =
          new InterruptedIOException("cannot " + verb + " " + name + ": interrupted");
      interrupted.initCause(cause);
      return interrupted;
    }
    return FileFailures.cannot(verb, name.toString(), reason(e), cause);
  }

  /** What the cluster has thrown, if it was the cluster. */
  static IOException unwrapped(IOException e) {
    return e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
  }

  static String reason(Exception e) {
    if (e instanceof ParentNotDirectoryException) {
      return "not a directory: " + firstLine(e);
    } else if (e instanceof PathIsNotEmptyDirectoryException) {
      return "the directory is not empty";
    } else if (e instanceof AccessControlException) {
      return "permission denied: " + firstLine(e);
    } else if (e instanceof UnsupportedFileSystemException) {
      return "Hadoop has no such file system on the class path: " + firstLine(e);
    } else if (e instanceof ConnectException) {
      return "no connection: " + firstLine(e);
    }
    return firstLine(e);
  }

  /** The cluster sends its stack trace along, in the message. */
  private static String firstLine(Exception e) {
    String said = e.getMessage();
    if (said == null || said.isBlank()) {
      return e.getClass().getSimpleName();
    }
    String line = said.lines().findFirst().orElse("").strip();
    // words that begin with a capital, as if they stood alone
    return Character.isUpperCase(line.codePointAt(0)) && line.indexOf(' ') > 1
        ? line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1)
        : line;
  }
}
