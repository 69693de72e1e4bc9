package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.ExponentialBackOff;
import io.millrace.cluster.v1.FailureRate;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.runners.distributed.machine.Context;
import java.util.ArrayDeque;
import java.util.OptionalLong;

/** Says whether and when a job is restarted after a failure, by its policy. */
final class RestartTracker {

  private static final long MILLI = 1_000_000;

  private final RestartPolicy policy;
  private final ArrayDeque<Long> failures = new ArrayDeque<>();
  private int restarts;
  private long nextDelayNanos;
  private long lastFailureNanos;

  RestartTracker(RestartPolicy policy) {
    this.policy = policy;
  }

  /** The delay before the next attempt in nanoseconds; empty if there is to be none. */
  OptionalLong failed(Context context) {
    return switch (policy.getPolicyCase()) {
      case FIXED_DELAY ->
          restarts++ < policy.getFixedDelay().getRestarts()
              ? OptionalLong.of(policy.getFixedDelay().getDelayMs() * MILLI)
              : OptionalLong.empty();
      case EXPONENTIAL_BACK_OFF -> backOff(policy.getExponentialBackOff(), context);
      case FAILURE_RATE -> rate(policy.getFailureRate(), context.nowNanos());
      case NONE, POLICY_NOT_SET -> OptionalLong.empty();
    };
  }

  private OptionalLong backOff(ExponentialBackOff backOff, Context context) {
    long now = context.nowNanos();
    boolean calm = now - lastFailureNanos > backOff.getResetAfterMs() * MILLI;
    if (nextDelayNanos == 0 || calm) {
      nextDelayNanos = backOff.getInitialMs() * MILLI;
    }
    lastFailureNanos = now;
    long delay = Math.min(nextDelayNanos, backOff.getMaxMs() * MILLI);
    nextDelayNanos =
        Math.min(delay * backOff.getMultiplierPercent() / 100, backOff.getMaxMs() * MILLI);
    long spread = delay * backOff.getJitterPercent() / 100;
    long jitter = Math.floorMod(context.random("restart"), 2 * spread + 1) - spread;
    return OptionalLong.of(delay + jitter);
  }

  private OptionalLong rate(FailureRate rate, long now) {
    failures.add(now);
    while (now - failures.element() > rate.getIntervalMs() * MILLI) {
      failures.remove();
    }
    return failures.size() > rate.getMaxFailures()
        ? OptionalLong.empty()
        : OptionalLong.of(rate.getDelayMs() * MILLI);
  }
}
