package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the elements that satisfy a predicate.
 *
 * <pre>{@code
 * PCollection<String> longWords = words.apply(Filter.by((String word) -> word.length() > 6));
 * PCollection<Long> small = numbers.apply(Filter.lessThan(10L));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <T> the type of the elements
 */
public class Filter<T extends @Nullable Object> extends PTransform<PCollection<T>, PCollection<T>> {

  private final ProcessFunction<T, Boolean> predicate;
  private final String predicateDescription;

  private Filter(ProcessFunction<T, Boolean> predicate, String predicateDescription) {
    this.predicate = predicate;
    this.predicateDescription = predicateDescription;
  }

  /** Keeps the elements for which the predicate is true. */
  public static <T extends @Nullable Object, PredicateT extends ProcessFunction<T, Boolean>>
      Filter<T> by(PredicateT predicate) {
    return new Filter<>(predicate, "Filter.predicate");
  }

  /** Keeps the elements for which the predicate is true. */
  public static <T extends @Nullable Object, PredicateT extends SerializableFunction<T, Boolean>>
      Filter<T> by(PredicateT predicate) {
    return by((ProcessFunction<T, Boolean>) predicate);
  }

  /** Keeps the elements below the value, which must be serialisable. */
  public static <T extends Comparable<T>> Filter<T> lessThan(T value) {
    return comparing(Operator.LESS_THAN, value);
  }

  /** Keeps the elements above the value, which must be serialisable. */
  public static <T extends Comparable<T>> Filter<T> greaterThan(T value) {
    return comparing(Operator.GREATER_THAN, value);
  }

  /** Keeps the elements that are not above the value, which must be serialisable. */
  public static <T extends Comparable<T>> Filter<T> lessThanEq(T value) {
    return comparing(Operator.LESS_THAN_EQ, value);
  }

  /** Keeps the elements that are not below the value, which must be serialisable. */
  public static <T extends Comparable<T>> Filter<T> greaterThanEq(T value) {
    return comparing(Operator.GREATER_THAN_EQ, value);
  }

  /** Keeps the elements that compare as equal to the value, which must be serialisable. */
  public static <T extends Comparable<T>> Filter<T> equal(T value) {
    return comparing(Operator.EQUAL, value);
  }

  private static <T extends Comparable<T>> Filter<T> comparing(Operator operator, T value) {
    return new Filter<>(new Comparison<>(operator, value), "x " + operator.symbol + " " + value);
  }

  private enum Operator {
    LESS_THAN("<"),
    GREATER_THAN(">"),
    LESS_THAN_EQ("<="),
    GREATER_THAN_EQ(">="),
    EQUAL("==");

    final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }
  }

  private record Comparison<T extends Comparable<T>>(Operator operator, T value)
      implements ProcessFunction<T, Boolean> {
    @Override
    public Boolean apply(T element) {
      int order = element.compareTo(value);
      return switch (operator) {
        case LESS_THAN -> order < 0;
        case GREATER_THAN -> order > 0;
        case LESS_THAN_EQ -> order <= 0;
        case GREATER_THAN_EQ -> order >= 0;
        case EQUAL -> order == 0;
      };
    }
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    PCollection<T> output =
        input
            .apply("Filter", ParDo.of(new ElementDoFn.Filter<>(predicate)))
            .setCoder(input.getCoder());
    TypeDescriptor<T> type = input.getTypeDescriptor();
    return type == null ? output : output.setTypeDescriptor(type);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("predicate", predicateDescription).withLabel("Filter Predicate"));
  }
}
