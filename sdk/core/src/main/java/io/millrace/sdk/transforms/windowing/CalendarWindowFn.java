package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link CalendarWindows} have in common: windows from midnight to midnight in a time zone.
 */
abstract class CalendarWindowFn extends PartitioningWindowFn<Object, IntervalWindow> {

  private static final long serialVersionUID = 1;

  private final int number;
  private final LocalDate startDate;
  private final ZoneId timeZone;

  CalendarWindowFn(int number, LocalDate startDate, ZoneId timeZone) {
    this.number = number;
    this.startDate = startDate;
    this.timeZone = timeZone;
  }

  /** The number of the window that holds the date, or of one close to it. */
  abstract long indexNear(LocalDate date);

  /** The day on which the window with the number begins. Numbers may be negative. */
  abstract LocalDate firstDay(long index);

  /** How many units make a window. */
  public int getNumber() {
    return number;
  }

  /** The day that windows are counted from, at its start in the time zone. */
  public ZonedDateTime getStartDate() {
    return startDate.atStartOfDay(timeZone);
  }

  public ZoneId getTimeZone() {
    return timeZone;
  }

  LocalDate startDay() {
    return startDate;
  }

  /**
   * The window of a timestamp. Days are as long as they are in the time zone: clocks that are put
   * back can repeat the end of a day after the next one has begun, and those hours then belong to
   * the next day.
   */
  @Override
  public IntervalWindow assignWindow(Instant timestamp) {
    long millis = EventTime.clamp(timestamp.toEpochMilli());
    long index = indexNear(Instant.ofEpochMilli(millis).atZone(timeZone).toLocalDate());
    while (millis < startMillis(index)) {
      index--;
    }
    while (millis >= startMillis(index + 1)) {
      index++;
    }
    return EventTime.between(startMillis(index), startMillis(index + 1));
  }

  private long startMillis(long index) {
    return firstDay(index).atStartOfDay(timeZone).toInstant().toEpochMilli();
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return equals(other);
  }

  @Override
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!isCompatible(other)) {
      throw new IncompatibleWindowException(
          other,
          "only CalendarWindows of the same length, beginning and time zone are compatible with "
              + this
              + ". Put both collections into the same windows first");
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("number", number).withLabel("Units in a Window"))
        .add(DisplayData.item("startDate", startDate.toString()).withLabel("Window Start Date"))
        .add(DisplayData.item("timeZone", timeZone.getId()).withLabel("Time Zone"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CalendarWindowFn that
        && getClass() == that.getClass()
        && number == that.number
        && startDate.equals(that.startDate)
        && timeZone.equals(that.timeZone);
  }

  @Override
  public int hashCode() {
    return Objects.hash(getClass().getName(), number, startDate, timeZone);
  }

  String describe(String unit) {
    return "CalendarWindows."
        + unit
        + "("
        + number
        + ") from "
        + startDate
        + " in the time zone "
        + timeZone;
  }

  /** Checks a number of units, which together must not be longer than event time. */
  static int number(int number, int last, String unit) {
    return inRange(number, 1, last, "The number of " + unit + " in CalendarWindows");
  }

  static int inRange(int value, int first, int last, String what) {
    if (value < first || value > last) {
      throw new IllegalArgumentException(
          what + " must be from " + first + " to " + last + ", but is " + value);
    }
    return value;
  }
}
