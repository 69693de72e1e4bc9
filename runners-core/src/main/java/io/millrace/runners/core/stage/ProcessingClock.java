package io.millrace.runners.core.stage;

import io.millrace.runners.core.host.StageEnv;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Processing time, as the host tells it, for functions that ask for a clock. */
final class ProcessingClock extends Clock {

  private final StageEnv env;
  private final ZoneId zone;

  ProcessingClock(StageEnv env) {
    this(env, ZoneOffset.UTC);
  }

  private ProcessingClock(StageEnv env, ZoneId zone) {
    this.env = env;
    this.zone = zone;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId otherZone) {
    return new ProcessingClock(env, otherZone);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    return env.processingTimeMillis();
  }
}
