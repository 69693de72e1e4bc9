package io.millrace.sdk.testing.generators;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Says that something holds for all values.
 *
 * <pre>{@code
 * Property.forAll(200, Gen.strings(), text -> assertThat(decode(encode(text))).isEqualTo(text));
 * }</pre>
 *
 * <p>The seeds are 0, 1, 2, ..., so that a test does the same each time. To try one seed alone, as
 * a failure tells, set the system property {@value #SEED_PROPERTY}.
 */
public final class Property {
  /** The system property that holds the only seed to try. */
  public static final String SEED_PROPERTY = "millrace.propertySeed";

  // Each step is a run of the check; what is not simple by then is simple enough.
  private static final int MAXIMUM_STEPS = 2_000;

  private Property() {}

  /**
   * What must hold for a value: it throws if it does not, as an assertion does.
   *
   * @param <T> the type of values
   */
  @FunctionalInterface
  public interface Check<T extends @Nullable Object> {
    /** Throws anything if what must hold does not. */
    void check(T value) throws Throwable;
  }

  /**
   * Tries a check on one value for each of so many seeds.
   *
   * @throws AssertionError for the first value for which the check throws: with the seed, the
   *     simplest value found that fails too and, as the cause, what was thrown for that one
   */
  public static <T extends @Nullable Object> void forAll(
      int seedCount, Gen<T> gen, Check<? super T> check) {
    Long only = Long.getLong(SEED_PROPERTY);
    if (only != null) {
      forSeed(only, gen, check);
      return;
    }
    for (long seed = 0; seed < seedCount; seed++) {
      forSeed(seed, gen, check);
    }
  }

  /**
   * Tries a check on the value of one seed.
   *
   * @throws AssertionError as {@link #forAll}
   */
  public static <T extends @Nullable Object> void forSeed(
      long seed, Gen<T> gen, Check<? super T> check) {
    Sample<T> drawn = gen.draw(new Entropy(seed));
    Throwable first = failure(check, drawn.value());
    if (first == null) {
      return;
    }
    AtomicReference<Throwable> thrown = new AtomicReference<>(first);
    Sample<T> simplest =
        drawn.simplest(
            value -> {
              Throwable again = failure(check, value);
              if (again != null) {
                thrown.set(again);
              }
              return again != null;
            },
            MAXIMUM_STEPS);
    throw new AssertionError(
        String.format(
            "It does not hold for %s: %s%n  seed %d drew %s%n  again: -D%s=%d",
            show(simplest.value()), thrown.get(), seed, show(drawn.value()), SEED_PROPERTY, seed),
        thrown.get());
  }

  private static <T extends @Nullable Object> @Nullable Throwable failure(
      Check<? super T> check, T value) {
    try {
      check.check(value);
      return null;
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      return e;
    }
  }

  /** As Java source shows strings, so that what cannot be seen can be told apart. */
  private static String show(@Nullable Object value) {
    if (value instanceof String text) {
      StringBuilder shown = new StringBuilder("\"");
      text.chars()
          .forEach(
              c -> {
                if (c == '"' || c == '\\') {
                  shown.append('\\').append((char) c);
                } else if (c >= ' ' && c <= '~') {
                  shown.append((char) c);
                } else {
                  shown.append(String.format("\\u%04x", c));
                }
              });
      return shown.append('"').toString();
    }
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    if (value instanceof Iterable<?> values) {
      StringBuilder shown = new StringBuilder("[");
      values.forEach(v -> shown.append(shown.length() == 1 ? "" : ", ").append(show(v)));
      return shown.append(']').toString();
    }
    return String.valueOf(value);
  }
}
