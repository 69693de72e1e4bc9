package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.CalendarWindows.DaysWindows;
import io.millrace.sdk.transforms.windowing.CalendarWindows.MonthsWindows;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.WindowFn;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Which windows a timestamp is in (rules W1, M1, E4, W6). */
final class Assignment {

  private Assignment() {}

  /** What lies beyond the ends of time is cut off; nothing is after the last instant (rule W6). */
  static List<Span> windowsOf(WindowFn<?, ?> fn, long timestamp) {
    return endless(fn, Math.min(timestamp, Times.LAST)).stream()
        .map(w -> new Span(Math.max(w.first(), Times.START), Math.min(w.last(), Times.LAST)))
        .toList();
  }

  private static List<Span> endless(WindowFn<?, ?> fn, long timestamp) {
    if (fn instanceof GlobalWindows) {
      return List.of(Span.GLOBAL);
    } else if (fn instanceof FixedWindows fixed) {
      long size = fixed.getSize().toMillis();
      long start = startOfPeriod(timestamp, size, fixed.getOffset().toMillis());
      return List.of(Span.between(start, start + size));
    } else if (fn instanceof SlidingWindows sliding) {
      return sliding(sliding, timestamp);
    } else if (fn instanceof Sessions sessions) {
      return List.of(Span.between(timestamp, timestamp + sessions.getGapDuration().toMillis()));
    } else if (fn instanceof DaysWindows days) {
      return List.of(days(days, timestamp));
    } else if (fn instanceof MonthsWindows months && months.getNumber() == 1) {
      return List.of(month(months, timestamp));
    }
    throw new IllegalArgumentException("The interpreter does not know " + fn);
  }

  private static long startOfPeriod(long timestamp, long period, long offset) {
    return Math.floorDiv(timestamp - offset, period) * period + offset;
  }

  /** Every start of a period such that the window reaches over the timestamp. */
  private static List<Span> sliding(SlidingWindows sliding, long timestamp) {
    long size = sliding.getSize().toMillis();
    long period = sliding.getPeriod().toMillis();
    List<Span> windows = new ArrayList<>();
    long start = startOfPeriod(timestamp, period, sliding.getOffset().toMillis());
    while (start + size > timestamp) {
      windows.add(Span.between(start, start + size));
      start -= period;
    }
    return windows;
  }

  /** From midnight to midnight, day by day from the first one counted. */
  private static Span days(DaysWindows days, long timestamp) {
    ZoneId zone = days.getTimeZone();
    LocalDate day = days.getStartDate().toLocalDate();
    while (midnight(day, zone) > timestamp) {
      day = day.minusDays(days.getNumber());
    }
    while (midnight(day.plusDays(days.getNumber()), zone) <= timestamp) {
      day = day.plusDays(days.getNumber());
    }
    return Span.between(midnight(day, zone), midnight(day.plusDays(days.getNumber()), zone));
  }

  private static Span month(MonthsWindows months, long timestamp) {
    ZoneId zone = months.getTimeZone();
    LocalDate day = Instant.ofEpochMilli(timestamp).atZone(zone).toLocalDate();
    LocalDate first = day.withDayOfMonth(1);
    return Span.between(midnight(first, zone), midnight(first.plusMonths(1), zone));
  }

  private static long midnight(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
