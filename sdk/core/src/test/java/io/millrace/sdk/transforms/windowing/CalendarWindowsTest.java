package io.millrace.sdk.transforms.windowing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.transforms.windowing.CalendarWindows.DaysWindows;
import io.millrace.sdk.util.SerializableUtils;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CalendarWindowsTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static IntervalWindow window(String start, String end) {
    return new IntervalWindow(Instant.parse(start), Instant.parse(end));
  }

  private static IntervalWindow assigned(
      PartitioningWindowFn<Object, IntervalWindow> windows, String timestamp) {
    return windows.assignWindow(Instant.parse(timestamp));
  }

  private static IntervalWindow utc(String firstDay, String limitDay) {
    return window(firstDay + "T00:00:00Z", limitDay + "T00:00:00Z");
  }

  @Test
  void ruleW1DaysGoFromMidnightToMidnight() {
    DaysWindows days = CalendarWindows.days(1);
    assertThat(assigned(days, "2026-03-05T00:00:00Z")).isEqualTo(utc("2026-03-05", "2026-03-06"));
    assertThat(assigned(days, "2026-03-05T23:59:59.999Z"))
        .isEqualTo(utc("2026-03-05", "2026-03-06"));
    assertThat(assigned(days, "1969-12-31T23:59:59.999Z"))
        .isEqualTo(utc("1969-12-31", "1970-01-01"));
  }

  @Test
  void severalDaysAreCountedFromTheStartingDayInBothDirections() {
    DaysWindows threes = CalendarWindows.days(3).withStartingDay(2026, 1, 10);
    assertThat(assigned(threes, "2026-01-12T12:00:00Z")).isEqualTo(utc("2026-01-10", "2026-01-13"));
    assertThat(assigned(threes, "2026-01-09T12:00:00Z")).isEqualTo(utc("2026-01-07", "2026-01-10"));
  }

  @Test
  void daysAreThoseOfTheTimeZone() {
    DaysWindows days = CalendarWindows.days(1).withTimeZone(BERLIN);
    assertThat(assigned(days, "2026-01-05T22:59:59Z"))
        .isEqualTo(window("2026-01-04T23:00:00Z", "2026-01-05T23:00:00Z"));
    assertThat(assigned(days, "2026-01-05T23:00:00Z"))
        .isEqualTo(window("2026-01-05T23:00:00Z", "2026-01-06T23:00:00Z"));
  }

  @Test
  void daysOnWhichClocksAreChangedAreShorterOrLonger() {
    DaysWindows days = CalendarWindows.days(1).withTimeZone(BERLIN);
    assertThat(hours(assigned(days, "2026-03-29T12:00:00Z"))).isEqualTo(23);
    assertThat(hours(assigned(days, "2026-10-25T12:00:00Z"))).isEqualTo(25);
  }

  private static long hours(IntervalWindow window) {
    return Duration.between(window.start(), window.end()).toHours();
  }

  @Test
  void weeksBeginOnTheDayGiven() {
    // 2026-03-05 is a Thursday.
    assertThat(assigned(CalendarWindows.weeks(1, 1), "2026-03-05T12:00:00Z"))
        .isEqualTo(utc("2026-03-02", "2026-03-09"));
    assertThat(assigned(CalendarWindows.weeks(1, 7), "2026-03-05T12:00:00Z"))
        .isEqualTo(utc("2026-03-01", "2026-03-08"));
    assertThat(assigned(CalendarWindows.weeks(1, 4), "2026-03-05T12:00:00Z"))
        .isEqualTo(utc("2026-03-05", "2026-03-12"));
    assertThat(assigned(CalendarWindows.weeks(2, 4), "1970-01-14T12:00:00Z"))
        .isEqualTo(utc("1970-01-01", "1970-01-15"));
  }

  @Test
  void monthsAreAsLongAsTheyAre() {
    assertThat(assigned(CalendarWindows.months(1), "2024-02-29T12:00:00Z"))
        .isEqualTo(utc("2024-02-01", "2024-03-01"));
    assertThat(
            assigned(CalendarWindows.months(3).withStartingMonth(2024, 5), "2024-04-30T12:00:00Z"))
        .isEqualTo(utc("2024-02-01", "2024-05-01"));
  }

  @Test
  void monthsThatLackTheFirstDayBeginOnTheirLast() {
    assertThat(assigned(CalendarWindows.months(1).beginningOnDay(31), "2026-02-27T12:00:00Z"))
        .isEqualTo(utc("2026-01-31", "2026-02-28"));
    assertThat(assigned(CalendarWindows.months(1).beginningOnDay(31), "2026-02-28T12:00:00Z"))
        .isEqualTo(utc("2026-02-28", "2026-03-31"));
    assertThat(assigned(CalendarWindows.months(1).beginningOnDay(5), "2026-02-04T12:00:00Z"))
        .isEqualTo(utc("2026-01-05", "2026-02-05"));
  }

  @Test
  void yearsBeginOnTheDayGiven() {
    assertThat(assigned(CalendarWindows.years(1), "2026-02-04T12:00:00Z"))
        .isEqualTo(utc("2026-01-01", "2027-01-01"));
    assertThat(assigned(CalendarWindows.years(1).beginningOnDay(4, 6), "2026-04-05T12:00:00Z"))
        .isEqualTo(utc("2025-04-06", "2026-04-06"));
    assertThat(assigned(CalendarWindows.years(1).beginningOnDay(2, 29), "2025-06-01T12:00:00Z"))
        .isEqualTo(utc("2025-02-28", "2026-02-28"));
    assertThat(assigned(CalendarWindows.years(10).withStartingYear(2021), "2020-06-01T12:00:00Z"))
        .isEqualTo(utc("2011-01-01", "2021-01-01"));
  }

  /**
   * Where clocks were put back just after midnight, an hour of the old day came again when the new
   * one had begun already.
   */
  @Test
  void anHourThatComesAgainAfterMidnightBelongsToTheNewDay() {
    DaysWindows days = CalendarWindows.days(1).withTimeZone(ZoneId.of("America/St_Johns"));
    // 2006-10-29 00:01 became 2006-10-28 23:01, at 02:31 UTC.
    IntervalWindow newDay = assigned(days, "2006-10-29T02:30:30Z");
    assertThat(assigned(days, "2006-10-29T02:31:30Z")).isEqualTo(newDay);
    assertThat(assigned(days, "2006-10-29T12:00:00Z")).isEqualTo(newDay);
    assertThat(assigned(days, "2006-10-29T02:29:59Z").end()).isEqualTo(newDay.start());
  }

  @Test
  void aDayThatWasLeftOutHasNoWindow() {
    DaysWindows days = CalendarWindows.days(1).withTimeZone(ZoneId.of("Pacific/Apia"));
    // There was no 2011-12-30 in Samoa.
    IntervalWindow before = assigned(days, "2011-12-30T09:59:59Z");
    IntervalWindow after = assigned(days, "2011-12-30T10:00:00Z");
    assertThat(before.end()).isEqualTo(after.start());
    assertThat(ZonedDateTime.ofInstant(after.start(), ZoneId.of("Pacific/Apia")).toLocalDate())
        .isEqualTo(LocalDate.of(2011, 12, 31));
  }

  /** Windows hold their elements, and of two windows none overlaps the other. */
  @Test
  void windowsPartitionTime() {
    long seed = 20260303;
    Random random = new Random(seed);
    List<ZoneId> zones =
        List.of("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "America/Sao_Paulo")
            .stream()
            .map(ZoneId::of)
            .toList();
    for (int round = 0; round < 200; round++) {
      ZoneId zone = zones.get(random.nextInt(zones.size()));
      int number = 1 + random.nextInt(3);
      PartitioningWindowFn<Object, IntervalWindow> windows =
          switch (random.nextInt(3)) {
            case 0 -> CalendarWindows.days(number).withTimeZone(zone);
            case 1 ->
                CalendarWindows.months(number)
                    .beginningOnDay(1 + random.nextInt(31))
                    .withTimeZone(zone);
            default ->
                CalendarWindows.years(number)
                    .beginningOnDay(1 + random.nextInt(12), 1 + random.nextInt(28))
                    .withTimeZone(zone);
          };
      TreeMap<Long, IntervalWindow> byStart = new TreeMap<>();
      for (int i = 0; i < 50; i++) {
        long timestamp = random.nextLong(-5_000_000_000_000L, 5_000_000_000_000L);
        IntervalWindow window = windows.assignWindow(Instant.ofEpochMilli(timestamp));
        assertThat(timestamp)
            .as("seed %s round %s: %s", seed, round, windows)
            .isBetween(window.startMillis(), window.maxTimestampMillis());
        assertThat(windows.assignWindow(window.start())).isEqualTo(window);
        assertThat(windows.assignWindow(window.maxTimestamp())).isEqualTo(window);
        byStart.put(window.startMillis(), window);
      }
      IntervalWindow before = null;
      for (IntervalWindow window : byStart.values()) {
        assertThat(before == null || before.isDisjoint(window)).isTrue();
        before = window;
      }
    }
  }

  @Test
  void windowsAtTheLimitsOfEventTimeAreCutOff() {
    for (PartitioningWindowFn<Object, IntervalWindow> windows :
        List.<PartitioningWindowFn<Object, IntervalWindow>>of(
            CalendarWindows.days(100_000_000),
            CalendarWindows.weeks(10_000_000, 3),
            CalendarWindows.months(7_000_000),
            CalendarWindows.years(500_000),
            CalendarWindows.days(1).withTimeZone(BERLIN))) {
      IntervalWindow last = windows.assignWindow(BoundedWindow.TIMESTAMP_MAX_VALUE);
      assertThat(last.maxTimestamp()).isEqualTo(GlobalWindow.INSTANCE.maxTimestamp());
      IntervalWindow first = windows.assignWindow(BoundedWindow.TIMESTAMP_MIN_VALUE);
      assertThat(first.start()).isEqualTo(BoundedWindow.TIMESTAMP_MIN_VALUE);
    }
  }

  @Test
  void windowsThatDifferInAnythingAreNotCompatible() throws Exception {
    DaysWindows days = CalendarWindows.days(2);
    days.verifyCompatibility(SerializableUtils.clone(days));
    for (WindowFn<?, ?> other :
        List.<WindowFn<?, ?>>of(
            CalendarWindows.days(1),
            days.withTimeZone(BERLIN),
            days.withStartingDay(1970, 1, 2),
            CalendarWindows.months(2),
            FixedWindows.of(Duration.ofDays(2)))) {
      assertThat(days).isNotEqualTo(other);
      assertThatThrownBy(() -> days.verifyCompatibility(other))
          .isInstanceOf(IncompatibleWindowException.class)
          .hasMessageContaining("CalendarWindows.days(2) from 1970-01-01 in the time zone Z");
    }
    assertThat(CalendarWindows.months(1)).isNotEqualTo(CalendarWindows.months(1).beginningOnDay(2));
    assertThat(CalendarWindows.years(1))
        .isNotEqualTo(CalendarWindows.years(1).beginningOnDay(2, 1));
  }

  @Test
  void windowsTellWhatTheyAre() {
    assertThat(CalendarWindows.weeks(2, 1).getNumber()).isEqualTo(14);
    assertThat(CalendarWindows.days(1).withTimeZone(BERLIN).getStartDate())
        .isEqualTo(ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 0, BERLIN));
    assertThat(CalendarWindows.years(1).beginningOnDay(4, 6))
        .hasToString(
            "CalendarWindows.years(1) from 1970-01-01 in the time zone Z, beginning on --04-06");
  }

  @Test
  void numbersAndDaysThatDoNotExistAreRefused() {
    assertThatThrownBy(() -> CalendarWindows.days(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The number of days in CalendarWindows must be from 1")
        .hasMessageContaining("but is 0");
    assertThatThrownBy(() -> CalendarWindows.years(-1)).hasMessageContaining("but is -1");
    assertThatThrownBy(() -> CalendarWindows.weeks(1, 8)).hasMessageContaining("from 1 to 7");
    assertThatThrownBy(() -> CalendarWindows.months(1).beginningOnDay(32))
        .hasMessageContaining("from 1 to 31");
    assertThatThrownBy(() -> CalendarWindows.years(1).beginningOnDay(2, 30))
        .hasMessageContaining("The day of month 2 on which years begin must be from 1 to 29");
    assertThatThrownBy(() -> CalendarWindows.days(1).withStartingDay(2026, 2, 29))
        .isInstanceOf(DateTimeException.class);
  }
}
