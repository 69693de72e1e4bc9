package io.millrace.sdk.io.kafka.avro.registry;

import java.io.Serial;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** No registry has answered, which says nothing about what was asked. */
public final class RegistryUnavailableException extends RetriableException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * No answer.
   *
   * @param message has the addresses and what came of each
   */
  RegistryUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
