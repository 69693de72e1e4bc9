package io.millrace.sdk.io.avro.parts;

import com.google.common.base.Throwables;
import io.millrace.sdk.io.avro.BadFiles;
import io.millrace.sdk.metrics.Metrics;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about what cannot be read. */
public final class BadParts {

  private static final Logger LOG = LoggerFactory.getLogger(BadParts.class);

  private BadParts() {}

  /** What is at the bottom of a failure, for messages. */
  public static String reason(Throwable failure) {
    Throwable root = Throwables.getRootCause(failure);
    return Objects.requireNonNullElseGet(root.getMessage(), root::toString);
  }

  /**
   * Throws a failure, or logs and counts it if what is malformed is to be left out.
   *
   * @param file that failed
   * @param failure what is wrong; the message names the file and the place
   */
  public static void handle(BadFiles badFiles, SeekableFile file, IOException failure)
      throws IOException {
    if (badFiles == BadFiles.FAIL || file.hasFailed()) {
      throw failure;
    }
    LOG.warn("left out: {}", failure.getMessage());
    Metrics.counter(BadFiles.class, "badParts").inc();
  }
}
