package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.TimestampTransform;
import java.util.List;
import java.util.Objects;

/** Watchers of the triggers that are not made of others. */
final class Watchers {

  private Watchers() {}

  /** A watcher that nothing changes. */
  private interface Unchanging extends Watcher {
    @Override
    default Watcher element(Moment at) {
      return this;
    }

    @Override
    default Watcher fired(Moment at) {
      return this;
    }

    @Override
    default Watcher merged(List<Watcher> parts, Moment at) {
      return this;
    }

    @Override
    default boolean isFinished() {
      return false;
    }

    @Override
    default Watcher forgetful() {
      return this;
    }

    @Override
    default Watcher anew() {
      return this;
    }

    @Override
    default List<Long> delays() {
      return List.of();
    }
  }

  /** Rule R1. */
  record Default() implements Unchanging {
    @Override
    public boolean isReady(Moment at) {
      return at.isPastEnd();
    }
  }

  /** Rule R10. */
  record Never() implements Unchanging {
    @Override
    public boolean isReady(Moment at) {
      return false;
    }
  }

  /** Rule R2; rule M4: finished only if it was in all windows and the new end is past as well. */
  record EndOfWindow(boolean isFinished) implements Watcher {
    @Override
    public Watcher element(Moment at) {
      return this;
    }

    @Override
    public boolean isReady(Moment at) {
      return at.isPastEnd();
    }

    @Override
    public Watcher fired(Moment at) {
      return new EndOfWindow(true);
    }

    @Override
    public Watcher merged(List<Watcher> parts, Moment at) {
      return new EndOfWindow(at.isPastEnd() && parts.stream().allMatch(Watcher::isFinished));
    }

    @Override
    public Watcher forgetful() {
      return this;
    }

    @Override
    public Watcher anew() {
      return new EndOfWindow(false);
    }

    @Override
    public List<Long> delays() {
      return List.of();
    }
  }

  /** Rule R4; rule M4: counts sum up, and what has finished anywhere has finished. */
  record Count(int wanted, int seen, boolean isFinished) implements Watcher {
    @Override
    public Watcher element(Moment at) {
      return new Count(wanted, seen + 1, isFinished);
    }

    @Override
    public boolean isReady(Moment at) {
      return seen >= wanted;
    }

    @Override
    public Watcher fired(Moment at) {
      return new Count(wanted, 0, true);
    }

    @Override
    public Watcher merged(List<Watcher> parts, Moment at) {
      if (parts.stream().anyMatch(Watcher::isFinished)) {
        return new Count(wanted, 0, true);
      }
      return new Count(wanted, parts.stream().mapToInt(part -> ((Count) part).seen).sum(), false);
    }

    @Override
    public Watcher forgetful() {
      return new Count(wanted, 0, isFinished);
    }

    @Override
    public Watcher anew() {
      return new Count(wanted, 0, false);
    }

    @Override
    public List<Long> delays() {
      return List.of();
    }
  }

  /**
   * Rule R6; rule M4: the earliest counts.
   *
   * @param due the processing time that must be past; null before the first element of the pane
   */
  record Delay(List<TimestampTransform> transforms, Long due, boolean isFinished)
      implements Watcher {
    @Override
    public Watcher element(Moment at) {
      if (due != null) {
        return this;
      }
      long time = at.processing();
      for (TimestampTransform transform : transforms) {
        time = after(time, transform);
      }
      return new Delay(transforms, time, isFinished);
    }

    private static long after(long time, TimestampTransform transform) {
      if (transform instanceof TimestampTransform.AlignTo aligned) {
        long to = aligned.offset().toEpochMilli();
        while (to < time) {
          to += aligned.period().toMillis();
        }
        return to;
      }
      return time + ((TimestampTransform.Delay) transform).delay().toMillis();
    }

    @Override
    public boolean isReady(Moment at) {
      return due != null && at.processing() > due;
    }

    @Override
    public Watcher fired(Moment at) {
      return new Delay(transforms, null, true);
    }

    @Override
    public Watcher merged(List<Watcher> parts, Moment at) {
      if (parts.stream().anyMatch(Watcher::isFinished)) {
        return new Delay(transforms, null, true);
      }
      return new Delay(
          transforms,
          parts.stream()
              .map(part -> ((Delay) part).due)
              .filter(Objects::nonNull)
              .min(Long::compare)
              .orElse(null),
          false);
    }

    @Override
    public Watcher forgetful() {
      return new Delay(transforms, null, isFinished);
    }

    @Override
    public Watcher anew() {
      return new Delay(transforms, null, false);
    }

    @Override
    public List<Long> delays() {
      return due == null ? List.of() : List.of(due);
    }
  }
}
