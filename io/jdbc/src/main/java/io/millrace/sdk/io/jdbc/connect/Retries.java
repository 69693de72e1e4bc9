package io.millrace.sdk.io.jdbc.connect;

import io.millrace.sdk.io.jdbc.JdbcIO.RetryConfiguration;
import io.millrace.sdk.io.jdbc.JdbcIO.RetryStrategy;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what failed for a reason that passes, after a pause that doubles each time. So that
 * two that are in each other's way do not meet again, up to half of a pause is left out at random.
 */
public final class Retries {

  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final RetryStrategy strategy;
  private final RetryConfiguration configuration;
  private final Surroundings surroundings;

  /** Retries of those failures that the strategy says, as often as the configuration allows. */
  public Retries(
      RetryStrategy strategy, RetryConfiguration configuration, Surroundings surroundings) {
    this.strategy = strategy;
    this.configuration = configuration;
    this.surroundings = surroundings;
  }

  /** Something that is done whole or not at all. */
  @FunctionalInterface
  public interface Attempt {
    /** Tries it. */
    void run() throws Exception;
  }

  /**
   * Tries until it succeeds, fails for good, or has failed too often.
   *
   * @param what it is, for the log
   * @throws Exception what the last attempt threw
   * @throws InterruptedException if the thread is told to end
   */
  public void run(String what, Attempt attempt) throws Exception {
    long pause = configuration.getInitialDuration().toMillis();
    long left = configuration.getMaxDuration().toMillis();
    for (int attempts = 1; ; attempts++) {
      try {
        attempt.run();
        return;
      } catch (SQLException e) {
        if (attempts >= configuration.getMaxAttempts() || pause > left || !strategy.apply(e)) {
          throw e;
        }
        long shorter = (long) (pause * (1 - surroundings.random() / 2));
        LOG.warn(
            "Attempt {} of {} to {} failed (SQLSTATE {}); trying again in {} ms",
            attempts,
            configuration.getMaxAttempts(),
            what,
            e.getSQLState(),
            shorter);
        surroundings.pause(shorter);
        left -= pause;
        pause = pause > left / 2 ? Long.MAX_VALUE : pause * 2;
      }
    }
  }
}
