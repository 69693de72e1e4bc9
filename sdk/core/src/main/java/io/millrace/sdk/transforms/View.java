package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.PCollectionViews;
import io.millrace.sdk.values.TimestampedValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the content of a collection a value that every call of a {@code ParDo} can read: a side
 * input.
 *
 * <pre>{@code
 * PCollectionView<Map<String, Double>> rates = ratesByCurrency.apply(View.asMap());
 * prices.apply(
 *     ParDo.of(
 *             new DoFn<Price, Double>() {
 *               @ProcessElement
 *               public void processElement(ProcessContext c) {
 *                 c.output(c.element().amount() * c.sideInput(rates).get(c.element().currency()));
 *               }
 *             })
 *         .withSideInputs(rates));
 * }</pre>
 *
 * <p>There is one value for each window. It is made when the first element asks for it and shared
 * by all that do: it cannot be changed, may be read by many threads, and is held in memory as a
 * whole. An element sees the window that belongs to its own: the one in which its last instant
 * lies.
 *
 * <p>Applied to a collection whose windows merge, or that never ends and has no trigger in the
 * global window, all of these transforms refuse it with an {@link IllegalArgumentException} or
 * {@link IllegalStateException}.
 */
public final class View {

  private View() {}

  /** A view of the only element of a window. */
  public static <T extends @Nullable Object> AsSingleton<T> asSingleton() {
    return new AsSingleton<>(false, null);
  }

  /**
   * A view of the latest element of a window, by event time: for a value that is made anew over and
   * over, where several may come together. Of a window with panes it is the latest element of the
   * last pane that had any.
   */
  public static <T extends @Nullable Object> AsLatest<T> asLatest() {
    return new AsLatest<>(false, null);
  }

  /** A view of all elements of a window in no particular order. */
  public static <T extends @Nullable Object> AsIterable<T> asIterable() {
    return new AsIterable<>();
  }

  /** A view of all elements of a window as a list, in no particular order. */
  public static <T extends @Nullable Object> AsList<T> asList() {
    return new AsList<>();
  }

  /** A view of pairs as a map; each key has one value. */
  public static <K extends @Nullable Object, V extends @Nullable Object> AsMap<K, V> asMap() {
    return new AsMap<>();
  }

  /** A view of pairs as a map from each key to all of its values. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      AsMultimap<K, V> asMultimap() {
    return new AsMultimap<>();
  }

  private static <T extends @Nullable Object> PCollection<T> checked(PCollection<T> input) {
    GroupByKey.verifyFires("View", input);
    return input;
  }

  /** See {@link View#asSingleton}. */
  public static final class AsSingleton<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollectionView<T>> {

    private final boolean hasDefault;
    private final transient @Nullable T defaultValue;

    private AsSingleton(boolean hasDefault, @Nullable T defaultValue) {
      this.hasDefault = hasDefault;
      this.defaultValue = defaultValue;
    }

    /** The same with a value for windows without elements, where reading would fail otherwise. */
    public AsSingleton<T> withDefaultValue(T defaultValue) {
      return new AsSingleton<>(true, defaultValue);
    }

    /** Whether there is a value for windows without elements. */
    public boolean hasDefaultValue() {
      return hasDefault;
    }

    /**
     * The value for windows without elements.
     *
     * @throws IllegalStateException if there is none
     */
    @SuppressWarnings("NullAway") // null only where it was given
    public T defaultValue() {
      if (!hasDefault) {
        throw new IllegalStateException(
            getName() + " has no default value; give it one with withDefaultValue(...)");
      }
      return defaultValue;
    }

    @Override
    public PCollectionView<T> expand(PCollection<T> input) {
      return PCollectionViews.singletonView(checked(input), hasDefault, defaultValue);
    }
  }

  /** See {@link View#asLatest}. */
  public static final class AsLatest<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollectionView<T>> {

    private final boolean hasDefault;
    private final transient @Nullable T defaultValue;

    private AsLatest(boolean hasDefault, @Nullable T defaultValue) {
      this.hasDefault = hasDefault;
      this.defaultValue = defaultValue;
    }

    /** The same with a value for windows without elements, where reading would fail otherwise. */
    public AsLatest<T> withDefaultValue(T defaultValue) {
      return new AsLatest<>(true, defaultValue);
    }

    @Override
    public PCollectionView<T> expand(PCollection<T> input) {
      return PCollectionViews.latestView(
          checked(input)
              .apply("Timestamps", Reify.timestamps())
              // A pane with nothing new in it says nothing new.
              .apply(
                  "PanesWithElements",
                  Window.<TimestampedValue<T>>configure()
                      .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY)),
          input.getCoder(),
          hasDefault,
          defaultValue);
    }
  }

  /** See {@link View#asIterable}. */
  public static final class AsIterable<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollectionView<Iterable<T>>> {

    private AsIterable() {}

    @Override
    public PCollectionView<Iterable<T>> expand(PCollection<T> input) {
      return PCollectionViews.iterableView(checked(input));
    }
  }

  /** See {@link View#asList}. Any element is found at once by its index. */
  public static final class AsList<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollectionView<List<T>>> {

    private AsList() {}

    /** This transform: every list view has fast random access. */
    public AsList<T> withRandomAccess() {
      return this;
    }

    /** This transform: every list view has fast random access. */
    public AsList<T> withRandomAccess(boolean withRandomAccess) {
      return this;
    }

    /** This transform: every view is in memory. */
    public AsList<T> inMemory() {
      return this;
    }

    /** This transform: every view is in memory. */
    public AsList<T> inMemory(boolean inMemory) {
      return this;
    }

    @Override
    public PCollectionView<List<T>> expand(PCollection<T> input) {
      return PCollectionViews.listView(checked(input));
    }
  }

  /**
   * See {@link View#asMap}. Keys are the same if their encoded forms are; where a key's coder is
   * not deterministic, if they are equal.
   */
  public static final class AsMap<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PCollectionView<Map<K, V>>> {

    private AsMap() {}

    /** This transform: every view is in memory. */
    public AsMap<K, V> inMemory() {
      return this;
    }

    /** This transform: every view is in memory. */
    public AsMap<K, V> inMemory(boolean inMemory) {
      return this;
    }

    @Override
    public PCollectionView<Map<K, V>> expand(PCollection<KV<K, V>> input) {
      return PCollectionViews.mapView(checked(input));
    }
  }

  /**
   * See {@link View#asMultimap}. Keys are the same if their encoded forms are; where a key's coder
   * is not deterministic, if they are equal.
   */
  public static final class AsMultimap<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PCollectionView<Map<K, Iterable<V>>>> {

    private AsMultimap() {}

    /** This transform: every view is in memory. */
    public AsMultimap<K, V> inMemory() {
      return this;
    }

    /** This transform: every view is in memory. */
    public AsMultimap<K, V> inMemory(boolean inMemory) {
      return this;
    }

    @Override
    public PCollectionView<Map<K, Iterable<V>>> expand(PCollection<KV<K, V>> input) {
      return PCollectionViews.multimapView(checked(input));
    }
  }
}
