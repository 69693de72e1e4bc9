package io.millrace.sdk.io;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.io.shell.UniqueMarks;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/**
 * Prints elements, for first steps and to look into a pipeline.
 *
 * <pre>{@code
 * counts.apply(ConsoleIO.<KV<String, Long>>write().withPrefix("counts> ").withWindows());
 * }</pre>
 *
 * <p>Elements appear on the standard output of the process that runs the task, each on a line, in
 * no particular order. What is printed cannot be taken back: after a failure some of it may appear
 * again. In a job of several processes each prints its own.
 */
public final class ConsoleIO {

  private ConsoleIO() {}

  /** Prints each element as its {@code toString()} says. */
  public static <T extends @Nullable Object> Write<T> write() {
    return new AutoValue_ConsoleIO_Write.Builder<T>()
        .setPrefix("")
        .setShowsTimestamps(false)
        .setShowsWindows(false)
        .setShowsPanes(false)
        .build();
  }

  /**
   * Shows the latest value of each key, as a table that is painted over and over if the process has
   * a terminal; elsewhere each change is a line. Keys and values are shown as their {@code
   * toString()} says, in the order of the keys' texts, the {@value #MAX_ROWS} that changed last.
   *
   * <p>What else the process prints is painted over.
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> Table<K, V> table() {
    return new AutoValue_ConsoleIO_Table<>("", MAX_ROWS);
  }

  static final int MAX_ROWS = 20;

  /**
   * See {@link ConsoleIO#table}. Immutable; each method gives a changed copy.
   *
   * @param <K> the type of the keys
   * @param <V> the type of the values
   */
  @AutoValue
  public abstract static class Table<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PDone> {

    Table() {}

    abstract String getTitle();

    abstract int getMaxRows();

    /** The same with a line above the table. */
    public Table<K, V> withTitle(String title) {
      return new AutoValue_ConsoleIO_Table<>(title, getMaxRows());
    }

    /**
     * The same with at most so many rows.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Table<K, V> withMaxRows(int maxRows) {
      if (maxRows < 1) {
        throw new IllegalArgumentException(
            "ConsoleIO.table() needs at least one row, not " + maxRows);
      }
      return new AutoValue_ConsoleIO_Table<>(getTitle(), maxRows);
    }

    @Override
    public PDone expand(PCollection<KV<K, V>> input) {
      input.apply(
          "Show",
          ParDo.of(new PrintFns.EachChange<K, V>(UniqueMarks.next(), getTitle(), getMaxRows())));
      return PDone.in(input.getPipeline());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotDefault(DisplayData.item("title", getTitle()).withLabel("Title"), "")
          .addIfNotDefault(
              DisplayData.item("maxRows", getMaxRows()).withLabel("Most rows"), MAX_ROWS);
    }
  }

  /** See {@link ConsoleIO#write}. Immutable; each method gives a changed copy. */
  @AutoValue
  public abstract static class Write<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PDone> {

    Write() {}

    abstract String getPrefix();

    abstract @Nullable SerializableFunction<T, String> getFormatFunction();

    abstract boolean getShowsTimestamps();

    abstract boolean getShowsWindows();

    abstract boolean getShowsPanes();

    abstract Builder<T> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<T extends @Nullable Object> {
      abstract Builder<T> setPrefix(String prefix);

      abstract Builder<T> setFormatFunction(SerializableFunction<T, String> formatFunction);

      abstract Builder<T> setShowsTimestamps(boolean value);

      abstract Builder<T> setShowsWindows(boolean value);

      abstract Builder<T> setShowsPanes(boolean value);

      abstract Write<T> build();
    }

    /** Begins each line with a text, which tells it from others. */
    public Write<T> withPrefix(String prefix) {
      return toBuilder().setPrefix(prefix).build();
    }

    /** Prints what the function makes of an element. */
    public Write<T> withFormatFunction(SerializableFunction<T, String> formatFunction) {
      return toBuilder().setFormatFunction(formatFunction).build();
    }

    /** Prints the event time of each element behind it. */
    public Write<T> withTimestamps() {
      return toBuilder().setShowsTimestamps(true).build();
    }

    /** Prints the window of each element behind it; one in several windows has a line for each. */
    public Write<T> withWindows() {
      return toBuilder().setShowsWindows(true).build();
    }

    /** Prints the pane of each element behind it. */
    public Write<T> withPanes() {
      return toBuilder().setShowsPanes(true).build();
    }

    @Override
    public PDone expand(PCollection<T> input) {
      DoFn<T, Void> print =
          getShowsWindows()
              ? new PrintFns.EachWindow<>(format())
              : new PrintFns.EachElement<>(format());
      input.apply("Print", ParDo.of(print));
      return PDone.in(input.getPipeline());
    }

    private PrintFns.Format<T> format() {
      return new PrintFns.Format<>(
          getPrefix(), getFormatFunction(), getShowsTimestamps(), getShowsPanes());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.addIfNotDefault(
          DisplayData.item("prefix", getPrefix()).withLabel("Begin of each Line"), "");
    }
  }
}
