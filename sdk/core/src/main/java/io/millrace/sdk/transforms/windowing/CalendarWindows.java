package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.transforms.display.DisplayData;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Windows of whole days, weeks, months or years, in a time zone: UTC unless another is given.
 *
 * <pre>{@code
 * CalendarWindows.days(1).withTimeZone(ZoneId.of("Europe/Berlin"))
 * CalendarWindows.months(3).withStartingMonth(2024, 4)
 * }</pre>
 *
 * <p>Windows go on in both directions from where they start. A day is as long as the time zone
 * says: 23 or 25 hours where clocks are changed.
 */
public final class CalendarWindows {

  private static final LocalDate DEFAULT_START = LocalDate.EPOCH;
  private static final ZoneId DEFAULT_ZONE = ZoneOffset.UTC;

  private CalendarWindows() {}

  /**
   * Windows of so many days, counted from 1970-01-01.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public static DaysWindows days(int number) {
    return new DaysWindows(
        CalendarWindowFn.number(number, 100_000_000, "days"), DEFAULT_START, DEFAULT_ZONE);
  }

  /**
   * Windows of so many weeks, counted from the week of 1970-01-01, a Thursday.
   *
   * @param startDayOfWeek on which day weeks begin, from 1 for Monday to 7 for Sunday
   * @throws IllegalArgumentException if the number is not positive or there is no such day
   */
  public static DaysWindows weeks(int number, int startDayOfWeek) {
    CalendarWindowFn.inRange(startDayOfWeek, 1, 7, "The day on which weeks begin");
    return new DaysWindows(
        7 * CalendarWindowFn.number(number, 10_000_000, "weeks"),
        DEFAULT_START.with(ChronoField.DAY_OF_WEEK, startDayOfWeek),
        DEFAULT_ZONE);
  }

  /**
   * Windows of so many months, counted from January 1970.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public static MonthsWindows months(int number) {
    return new MonthsWindows(
        CalendarWindowFn.number(number, 7_000_000, "months"), 1, DEFAULT_START, DEFAULT_ZONE);
  }

  /**
   * Windows of so many years, counted from 1970.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public static YearsWindows years(int number) {
    return new YearsWindows(
        CalendarWindowFn.number(number, 500_000, "years"), 1, 1, DEFAULT_START, DEFAULT_ZONE);
  }

  /** Windows of days; see {@link CalendarWindows#days} and {@link CalendarWindows#weeks}. */
  public static final class DaysWindows extends CalendarWindowFn {

    private static final long serialVersionUID = 1;

    private DaysWindows(int number, LocalDate startDate, ZoneId timeZone) {
      super(number, startDate, timeZone);
    }

    /** The same, counted from a day. */
    public DaysWindows withStartingDay(int year, int month, int day) {
      return new DaysWindows(getNumber(), LocalDate.of(year, month, day), getTimeZone());
    }

    /** The same in a time zone. */
    public DaysWindows withTimeZone(ZoneId timeZone) {
      return new DaysWindows(getNumber(), startDay(), timeZone);
    }

    @Override
    long indexNear(LocalDate date) {
      return Math.floorDiv(ChronoUnit.DAYS.between(startDay(), date), getNumber());
    }

    @Override
    LocalDate firstDay(long index) {
      return startDay().plusDays(index * getNumber());
    }

    @Override
    public String toString() {
      return describe("days");
    }
  }

  /** Windows of months; see {@link CalendarWindows#months}. */
  public static final class MonthsWindows extends CalendarWindowFn {

    private static final long serialVersionUID = 1;

    private final int dayOfMonth;

    private MonthsWindows(int number, int dayOfMonth, LocalDate startDate, ZoneId timeZone) {
      super(number, startDate, timeZone);
      this.dayOfMonth = dayOfMonth;
    }

    /**
     * The same, beginning on a day of the month: on the last one of months that are shorter.
     *
     * @throws IllegalArgumentException if no month has the day
     */
    public MonthsWindows beginningOnDay(int dayOfMonth) {
      return new MonthsWindows(
          getNumber(),
          inRange(dayOfMonth, 1, 31, "The day on which months begin"),
          startDay(),
          getTimeZone());
    }

    /** The same, counted from a month. */
    public MonthsWindows withStartingMonth(int year, int month) {
      return new MonthsWindows(
          getNumber(), dayOfMonth, LocalDate.of(year, month, 1), getTimeZone());
    }

    /** The same in a time zone. */
    public MonthsWindows withTimeZone(ZoneId timeZone) {
      return new MonthsWindows(getNumber(), dayOfMonth, startDay(), timeZone);
    }

    public int getDayOfMonth() {
      return dayOfMonth;
    }

    @Override
    long indexNear(LocalDate date) {
      long months = ChronoUnit.MONTHS.between(YearMonth.from(startDay()), YearMonth.from(date));
      return Math.floorDiv(months, getNumber());
    }

    @Override
    LocalDate firstDay(long index) {
      YearMonth month = YearMonth.from(startDay()).plusMonths(index * getNumber());
      return month.atDay(Math.min(dayOfMonth, month.lengthOfMonth()));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      super.populateDisplayData(builder);
      builder.add(DisplayData.item("dayOfMonth", dayOfMonth).withLabel("First Day"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return super.equals(other)
          && other instanceof MonthsWindows that
          && dayOfMonth == that.dayOfMonth;
    }

    @Override
    public int hashCode() {
      return Objects.hash(super.hashCode(), dayOfMonth);
    }

    @Override
    public String toString() {
      return describe("months") + ", beginning on day " + dayOfMonth;
    }
  }

  /** Windows of years; see {@link CalendarWindows#years}. */
  public static final class YearsWindows extends CalendarWindowFn {

    private static final long serialVersionUID = 1;

    private final int monthOfYear;
    private final int dayOfMonth;

    private YearsWindows(
        int number, int monthOfYear, int dayOfMonth, LocalDate startDate, ZoneId timeZone) {
      super(number, startDate, timeZone);
      this.monthOfYear = monthOfYear;
      this.dayOfMonth = dayOfMonth;
    }

    /**
     * The same, beginning on a day of the year. The 29th of February is the 28th in years that are
     * shorter.
     *
     * @throws IllegalArgumentException if no year has the day
     */
    public YearsWindows beginningOnDay(int monthOfYear, int dayOfMonth) {
      inRange(monthOfYear, 1, 12, "The month in which years begin");
      int last = MonthDay.of(monthOfYear, 1).getMonth().maxLength();
      inRange(dayOfMonth, 1, last, "The day of month " + monthOfYear + " on which years begin");
      return new YearsWindows(getNumber(), monthOfYear, dayOfMonth, startDay(), getTimeZone());
    }

    /** The same, counted from a year. */
    public YearsWindows withStartingYear(int year) {
      return new YearsWindows(
          getNumber(), monthOfYear, dayOfMonth, LocalDate.of(year, 1, 1), getTimeZone());
    }

    /** The same in a time zone. */
    public YearsWindows withTimeZone(ZoneId timeZone) {
      return new YearsWindows(getNumber(), monthOfYear, dayOfMonth, startDay(), timeZone);
    }

    public int getMonthOfYear() {
      return monthOfYear;
    }

    public int getDayOfMonth() {
      return dayOfMonth;
    }

    @Override
    long indexNear(LocalDate date) {
      return Math.floorDiv(date.getYear() - (long) startDay().getYear(), getNumber());
    }

    @Override
    LocalDate firstDay(long index) {
      int year = Math.toIntExact(startDay().getYear() + index * getNumber());
      return MonthDay.of(monthOfYear, dayOfMonth).atYear(year);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      super.populateDisplayData(builder);
      builder
          .add(DisplayData.item("monthOfYear", monthOfYear).withLabel("First Month"))
          .add(DisplayData.item("dayOfMonth", dayOfMonth).withLabel("First Day"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return super.equals(other)
          && other instanceof YearsWindows that
          && monthOfYear == that.monthOfYear
          && dayOfMonth == that.dayOfMonth;
    }

    @Override
    public int hashCode() {
      return Objects.hash(super.hashCode(), monthOfYear, dayOfMonth);
    }

    @Override
    public String toString() {
      return describe("years") + ", beginning on " + MonthDay.of(monthOfYear, dayOfMonth);
    }
  }
}
