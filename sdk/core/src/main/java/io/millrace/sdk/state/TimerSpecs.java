package io.millrace.sdk.state;

import java.util.Objects;

/**
 * Makes {@link TimerSpec}s.
 *
 * <pre>{@code
 * @TimerId("flush")
 * private final TimerSpec flush = TimerSpecs.timer(TimeDomain.EVENT_TIME);
 *
 * @TimerFamily("reminders")
 * private final TimerSpec reminders = TimerSpecs.timerMap(TimeDomain.PROCESSING_TIME);
 * }</pre>
 */
public final class TimerSpecs {

  private TimerSpecs() {}

  /** One timer for each key and window, for a {@code @TimerId} field. */
  public static TimerSpec timer(TimeDomain timeDomain) {
    return new OfDomain(timeDomain);
  }

  /** Any number of timers for each key and window, for a {@code @TimerFamily} field. */
  public static TimerSpec timerMap(TimeDomain timeDomain) {
    return new OfDomain(timeDomain);
  }

  private record OfDomain(TimeDomain getTimeDomain) implements TimerSpec {

    private static final long serialVersionUID = 1;

    OfDomain {
      Objects.requireNonNull(getTimeDomain, "timeDomain");
    }
  }
}
