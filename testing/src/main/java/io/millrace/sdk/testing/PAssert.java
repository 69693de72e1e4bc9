package io.millrace.sdk.testing;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.IterableLikeCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.testing.differences.Comparison;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about collections, checked while the pipeline runs.
 *
 * <pre>{@code
 * @RegisterExtension final TestPipeline p = TestPipeline.create();
 *
 * @Test
 * void wordsAreCounted() {
 *   PCollection<KV<String, Long>> counts = p.apply(Create.of("a", "b", "a")).apply(Count.perElement());
 *   PAssert.that(counts).containsInAnyOrder(KV.of("a", 2L), KV.of("b", 1L));
 *   p.run();
 * }
 * }</pre>
 *
 * <p>Each call of an assertion, such as {@link IterableAssert#containsInAnyOrder}, becomes a part
 * of the pipeline and is checked once, when its collection has ended; also if that is empty. If it
 * does not hold, {@link TestPipeline#run} throws an {@link AssertionError} whose stack trace shows
 * where {@code PAssert.that} was called and whose message shows what is different. An assertion
 * that never ran makes {@code run} fail as well. The message of one about a window or a pane also
 * says why the grouping above it has fired that window or not, as {@link WindowTrace} does, where
 * the runner tells.
 *
 * <p>Elements are the same if they are equal, arrays if their contents are, or if they are encoded
 * alike. Expected values travel encoded by the collection's coder; checkers given to {@code
 * satisfies} are serialised.
 */
public final class PAssert {

  /** The name of the metric, in the namespace of this class, that counts assertions that held. */
  public static final String SUCCESS_COUNTER = "PAssertSuccess";

  /** The name of the metric that counts assertions that did not hold. */
  public static final String FAILURE_COUNTER = "PAssertFailure";

  private PAssert() {}

  /**
   * Assertions about elements in no particular order. Methods with a window or pane give a new
   * object that is about those elements only; the others add an assertion and return this object. A
   * window that is not of the kind that the collection is in is refused with an {@link
   * IllegalArgumentException}, and so is an expected element that cannot be encoded.
   *
   * @param <T> the type of the elements
   */
  public interface IterableAssert<T extends @Nullable Object> {

    /** About the elements in a window, of all its panes. */
    IterableAssert<T> inWindow(BoundedWindow window);

    /** About the elements in a window; it is a failure if that fired more than once. */
    IterableAssert<T> inOnlyPane(BoundedWindow window);

    /** About the elements in the pane of a window that is known to be the last. */
    IterableAssert<T> inFinalPane(BoundedWindow window);

    /** About the elements in a window's pane that came when the watermark passed its end. */
    IterableAssert<T> inOnTimePane(BoundedWindow window);

    /** About the elements in a window's panes before that. */
    IterableAssert<T> inEarlyPane(BoundedWindow window);

    /** About the elements in a window's panes after that. */
    IterableAssert<T> inLatePane(BoundedWindow window);

    /** About the elements in a window's panes that are not late. */
    IterableAssert<T> inCombinedNonLatePanes(BoundedWindow window);

    /** About the elements in early panes of the global window. */
    IterableAssert<T> inEarlyGlobalWindowPanes();

    /** These elements are there, each as often as it is given, and no others. */
    @SuppressWarnings("unchecked") // elements are only read
    IterableAssert<T> containsInAnyOrder(T... expectedElements);

    /** Each matcher accepts an element of its own, and there are no others. */
    @SuppressWarnings("unchecked") // matchers are only read
    IterableAssert<T> containsInAnyOrder(SerializableMatcher<? super T>... expectedElements);

    /** There are no elements. */
    IterableAssert<T> containsInAnyOrder();

    /** These elements are there, each as often as it is given, and no others. */
    IterableAssert<T> containsInAnyOrder(Iterable<T> expectedElements);

    /** There are no elements. */
    IterableAssert<T> empty();

    /** The function, given all elements, throws nothing; what it returns does not matter. */
    IterableAssert<T> satisfies(SerializableFunction<Iterable<T>, @Nullable Void> checkerFn);
  }

  /**
   * Assertions about a single value. Methods with a window or pane give a new object that is about
   * the value there; the others add an assertion and return this object.
   *
   * @param <T> the type of the value
   */
  public interface SingletonAssert<T extends @Nullable Object> {

    /** About the value in a window, of all its panes. */
    SingletonAssert<T> inWindow(BoundedWindow window);

    /** About the value in a window; it is a failure if that fired more than once. */
    SingletonAssert<T> inOnlyPane(BoundedWindow window);

    /** About the value in the pane of a window that is known to be the last. */
    SingletonAssert<T> inFinalPane(BoundedWindow window);

    /** About the value in a window's pane that came when the watermark passed its end. */
    SingletonAssert<T> inOnTimePane(BoundedWindow window);

    /** About the value in a window's panes before that. */
    SingletonAssert<T> inEarlyPane(BoundedWindow window);

    /** About the value in a window's panes after that. */
    SingletonAssert<T> inLatePane(BoundedWindow window);

    /** The value is this one. */
    SingletonAssert<T> isEqualTo(T expected);

    /** There is a value, and it is not this one. */
    SingletonAssert<T> notEqualTo(T notExpected);

    /** The function, given the value, throws nothing; what it returns does not matter. */
    SingletonAssert<T> satisfies(SerializableFunction<T, @Nullable Void> checkerFn);
  }

  /** About the elements of a collection, called by its name. */
  public static <T extends @Nullable Object> IterableAssert<T> that(PCollection<T> actual) {
    return that(actual.getName(), actual);
  }

  /** About the elements of a collection; the reason begins the message of a failure. */
  public static <T extends @Nullable Object> IterableAssert<T> that(
      String reason, PCollection<T> actual) {
    return new ElementsAssert<>(site(reason), actual, Shape.elements(), actual.getCoder());
  }

  /** About the elements of the iterable that is the only element of a collection. */
  public static <T extends @Nullable Object> IterableAssert<T> thatSingletonIterable(
      PCollection<? extends Iterable<T>> actual) {
    return thatSingletonIterable(actual.getName(), actual);
  }

  /** About the elements of the iterable that is the only element of a collection. */
  public static <T extends @Nullable Object> IterableAssert<T> thatSingletonIterable(
      String reason, PCollection<? extends Iterable<T>> actual) {
    return singletonIterable(site(reason), actual);
  }

  private static <T extends @Nullable Object, IterableT extends Iterable<T>>
      IterableAssert<T> singletonIterable(AssertionSite site, PCollection<IterableT> actual) {
    if (!(actual.getCoder() instanceof IterableLikeCoder<?, ?> coder)) {
      throw new IllegalArgumentException(
          String.format(
              "PAssert.thatSingletonIterable(%s): its elements are iterables, but their coder %s is"
                  + " no IterableLikeCoder. Set one, such as ListCoder, or use thatSingleton.",
              actual.getName(), actual.getCoder()));
    }
    @SuppressWarnings("unchecked") // the elements of the iterables are of type T
    Coder<T> elementCoder = (Coder<T>) coder.getElemCoder();
    Shape<IterableT, IterableT> one = Shape.singleton();
    return new ElementsAssert<IterableT, T>(site, actual, one::of, elementCoder);
  }

  /** About the only element of a collection. */
  public static <T extends @Nullable Object> SingletonAssert<T> thatSingleton(
      PCollection<T> actual) {
    return thatSingleton(actual.getName(), actual);
  }

  /** About the only element of a collection. */
  public static <T extends @Nullable Object> SingletonAssert<T> thatSingleton(
      String reason, PCollection<T> actual) {
    Coder<T> coder = actual.getCoder();
    return new ValueAssert<>(
        site(reason), actual, Shape.singleton(), coder, Comparison.ofValues(coder));
  }

  /** About a collection as a map from each key to its values, whose order does not matter. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      SingletonAssert<Map<K, Iterable<V>>> thatMultimap(PCollection<KV<K, V>> actual) {
    return thatMultimap(actual.getName(), actual);
  }

  /** About a collection as a map from each key to its values, whose order does not matter. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      SingletonAssert<Map<K, Iterable<V>>> thatMultimap(
          String reason, PCollection<KV<K, V>> actual) {
    KvCoder<K, V> coder = kvCoder("thatMultimap", actual);
    return new ValueAssert<>(
        site(reason),
        actual,
        Shape.multimap(coder),
        MapCoder.of(coder.getKeyCoder(), IterableCoder.of(coder.getValueCoder())),
        Comparison.ofMultimaps(coder.getValueCoder()));
  }

  /** About a collection as a map; it is a failure if a key has several values. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      SingletonAssert<Map<K, V>> thatMap(PCollection<KV<K, V>> actual) {
    return thatMap(actual.getName(), actual);
  }

  /** About a collection as a map; it is a failure if a key has several values. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      SingletonAssert<Map<K, V>> thatMap(String reason, PCollection<KV<K, V>> actual) {
    KvCoder<K, V> coder = kvCoder("thatMap", actual);
    return new ValueAssert<>(
        site(reason),
        actual,
        Shape.map(coder),
        MapCoder.of(coder.getKeyCoder(), coder.getValueCoder()),
        Comparison.ofMaps(coder.getValueCoder()));
  }

  /** About each of several collections. */
  public static <T extends @Nullable Object> PCollectionListContentsAssert<T> thatList(
      PCollectionList<T> actual) {
    return new PCollectionListContentsAssert<>(actual);
  }

  /** About the elements of several collections together. */
  public static <T extends @Nullable Object> IterableAssert<T> thatFlattened(
      PCollectionList<T> actual) {
    return that(actual.apply(Flatten.pCollections()));
  }

  /** About the elements of several collections together. */
  public static <T extends @Nullable Object> IterableAssert<T> thatFlattened(
      String reason, PCollectionList<T> actual) {
    return that(reason, actual.apply(Flatten.pCollections()));
  }

  /** How many assertions a pipeline contains. */
  public static int countAsserts(Pipeline pipeline) {
    return Assertion.of(pipeline).size();
  }

  private static AssertionSite site(String reason) {
    return AssertionSite.capture(reason, PAssert.class);
  }

  private static <K extends @Nullable Object, V extends @Nullable Object> KvCoder<K, V> kvCoder(
      String method, PCollection<KV<K, V>> actual) {
    if (actual.getCoder() instanceof KvCoder<K, V> coder) {
      return coder;
    }
    throw new IllegalArgumentException(
        String.format(
            "PAssert.%s(%s): its elements are pairs, but their coder %s is no KvCoder. Set one by"
                + " setCoder(KvCoder.of(...)).",
            method, actual.getName(), actual.getCoder()));
  }

  /**
   * Assertions about the contents of each of several collections.
   *
   * @param <T> the type of the elements
   */
  public static final class PCollectionListContentsAssert<T extends @Nullable Object> {

    private final PCollectionList<T> actual;

    PCollectionListContentsAssert(PCollectionList<T> actual) {
      this.actual = actual;
    }

    /** The function, given the elements of any of the collections, throws nothing. */
    public PCollectionListContentsAssert<T> satisfies(
        SerializableFunction<Iterable<T>, @Nullable Void> checkerFn) {
      for (PCollection<T> each : actual.getAll()) {
        that(each).satisfies(checkerFn);
      }
      return this;
    }

    /**
     * The first function, given the elements of the first collection, throws nothing, and so on.
     *
     * @throws IllegalArgumentException if there are not as many functions as collections
     */
    public PCollectionListContentsAssert<T> satisfies(
        List<SerializableFunction<Iterable<T>, @Nullable Void>> checkerFns) {
      if (checkerFns.size() != actual.size()) {
        throw new IllegalArgumentException(
            String.format(
                "PAssert.thatList: %d functions were given for %d collections; give one for each",
                checkerFns.size(), actual.size()));
      }
      for (int i = 0; i < checkerFns.size(); i++) {
        that(actual.get(i)).satisfies(checkerFns.get(i));
      }
      return this;
    }
  }
}
