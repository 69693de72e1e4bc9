package io.millrace.sdk.io.kafka.avro.registry;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Brings a question to a server and its answer back. Thread-safe. */
@FunctionalInterface
public interface Transport {

  /**
   * An answer.
   *
   * @param status the status of HTTP
   * @param body as text, maybe empty
   */
  record Answer(int status, String body) {}

  /**
   * Asks, and waits for a bounded time.
   *
   * @param body JSON to be posted; null to get
   * @throws IOException if there is no answer; the message says why
   * @throws InterruptedException if the thread is told to end
   */
  Answer ask(URI uri, @Nullable String body) throws IOException, InterruptedException;
}
