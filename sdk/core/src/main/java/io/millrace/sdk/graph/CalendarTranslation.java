package io.millrace.sdk.graph;

import io.millrace.model.v1.CalendarUnit;
import io.millrace.model.v1.CalendarWindowsPayload;
import io.millrace.sdk.transforms.windowing.CalendarWindows;
import io.millrace.sdk.transforms.windowing.CalendarWindows.DaysWindows;
import io.millrace.sdk.transforms.windowing.CalendarWindows.MonthsWindows;
import io.millrace.sdk.transforms.windowing.CalendarWindows.YearsWindows;
import io.millrace.sdk.transforms.windowing.WindowFn;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Calendar windows, to the model and back. */
final class CalendarTranslation {

  private CalendarTranslation() {}

  /** The payload of a window function, or null if it is none of calendar windows. */
  static @Nullable CalendarWindowsPayload toProto(WindowFn<?, ?> windowFn) {
    if (windowFn instanceof DaysWindows days) {
      return payload(CalendarUnit.DAYS, days.getNumber(), days.getStartDate(), days.getTimeZone())
          .build();
    } else if (windowFn instanceof MonthsWindows months) {
      return payload(
              CalendarUnit.MONTHS, months.getNumber(), months.getStartDate(), months.getTimeZone())
          .setDayOfMonth(months.getDayOfMonth())
          .build();
    } else if (windowFn instanceof YearsWindows years) {
      return payload(
              CalendarUnit.YEARS, years.getNumber(), years.getStartDate(), years.getTimeZone())
          .setDayOfMonth(years.getDayOfMonth())
          .setMonthOfYear(years.getMonthOfYear())
          .build();
    }
    return null;
  }

  private static CalendarWindowsPayload.Builder payload(
      CalendarUnit unit, int number, ZonedDateTime start, ZoneId zone) {
    return CalendarWindowsPayload.newBuilder()
        .setUnit(unit)
        .setNumber(number)
        .setStartEpochDay(start.toLocalDate().toEpochDay())
        .setTimeZone(zone.getId());
  }

  /**
   * @throws IllegalArgumentException if the payload means nothing to this version
   */
  static WindowFn<?, ?> fromProto(CalendarWindowsPayload proto) {
    LocalDate start = LocalDate.ofEpochDay(proto.getStartEpochDay());
    ZoneId zone = zone(proto.getTimeZone());
    return switch (proto.getUnit()) {
      case DAYS ->
          CalendarWindows.days(proto.getNumber())
              .withStartingDay(start.getYear(), start.getMonthValue(), start.getDayOfMonth())
              .withTimeZone(zone);
      case MONTHS ->
          CalendarWindows.months(proto.getNumber())
              .beginningOnDay(proto.getDayOfMonth())
              .withStartingMonth(start.getYear(), start.getMonthValue())
              .withTimeZone(zone);
      case YEARS ->
          CalendarWindows.years(proto.getNumber())
              .beginningOnDay(proto.getMonthOfYear(), proto.getDayOfMonth())
              .withStartingYear(start.getYear())
              .withTimeZone(zone);
      case CALENDAR_UNIT_UNSPECIFIED, UNRECOGNIZED ->
          throw WindowingStrategyTranslation.unknown("calendar unit", proto.getUnitValue());
    };
  }

  private static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "The pipeline's model has windows in the time zone \""
              + id
              + "\", which this Java does not know: update its time zone data",
          e);
    }
  }
}
