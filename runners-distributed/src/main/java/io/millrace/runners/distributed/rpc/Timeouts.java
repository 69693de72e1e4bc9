package io.millrace.runners.distributed.rpc;

import java.time.Duration;

/**
 * How long who is called, or connected, may be silent.
 *
 * @param keepAlive who was silent for so long is asked whether it is there; who calls never asks
 *     more often than every 10 seconds
 * @param keepAliveAnswer so long it has to answer
 * @param connect so long it may take until a connection carries something
 * @param call so long it may take until a question is answered
 */
public record Timeouts(
    Duration keepAlive, Duration keepAliveAnswer, Duration connect, Duration call) {

  /** Those that are right for most. */
  public static final Timeouts STANDARD =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15));
}
