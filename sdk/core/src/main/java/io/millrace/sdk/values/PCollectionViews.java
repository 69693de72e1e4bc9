package io.millrace.sdk.values;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import io.millrace.sdk.util.CodedValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes views of collections, for transforms such as {@code View} that give one out.
 *
 * <p>The value of a view is made once for each window and shared by all readers: it cannot be
 * changed and may be read by many threads. It is held in memory as a whole.
 *
 * <p>All methods throw {@link IllegalArgumentException} if the collection's windows merge: nobody
 * could tell which of them an element of a main input should see.
 */
public final class PCollectionViews {

  private PCollectionViews() {}

  /**
   * The only element of a window.
   *
   * <p>Readers of a window without elements get the default value, or without one a {@link
   * java.util.NoSuchElementException}; of a window with several, an {@link
   * IllegalArgumentException}.
   *
   * @param hasDefault whether there is a default value
   * @param defaultValue null is a default value too if {@code hasDefault} says so; not used
   *     otherwise
   */
  public static <T extends @Nullable Object> PCollectionView<T> singletonView(
      PCollection<T> collection, boolean hasDefault, @Nullable T defaultValue) {
    String name = collection.getPipeline().newViewName();
    return view(
        name,
        collection,
        new SingletonViewFn<>(
            name, hasDefault ? CodedValue.of(collection.getCoder(), defaultValue) : null));
  }

  /**
   * The element of a window with the largest timestamp; of several, any of them.
   *
   * <p>Readers of a window without elements get the default value, or without one a {@link
   * java.util.NoSuchElementException}.
   *
   * @param coder of the values
   * @param hasDefault whether there is a default value
   * @param defaultValue as in {@link #singletonView}
   */
  public static <T extends @Nullable Object> PCollectionView<T> latestView(
      PCollection<TimestampedValue<T>> collection,
      Coder<T> coder,
      boolean hasDefault,
      @Nullable T defaultValue) {
    String name = collection.getPipeline().newViewName();
    return view(
        name,
        collection,
        new LatestViewFn<>(name, hasDefault ? CodedValue.of(coder, defaultValue) : null));
  }

  /** All elements of a window in no particular order. */
  public static <T extends @Nullable Object> PCollectionView<Iterable<T>> iterableView(
      PCollection<T> collection) {
    return view(
        collection.getPipeline().newViewName(), collection, new ListViewFns.OfIterable<T>());
  }

  /** All elements of a window as a list with fast random access, in no particular order. */
  public static <T extends @Nullable Object> PCollectionView<List<T>> listView(
      PCollection<T> collection) {
    return view(collection.getPipeline().newViewName(), collection, new ListViewFns.OfList<T>());
  }

  /**
   * The pairs of a window as a map with fast look-up.
   *
   * <p>Readers of a window in which a key occurs twice get an {@link IllegalArgumentException}.
   *
   * @throws IllegalArgumentException if the collection's coder is not a {@link KvCoder}
   */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PCollectionView<Map<K, V>> mapView(PCollection<KV<K, V>> collection) {
    String name = collection.getPipeline().newViewName();
    return view(name, collection, new MapViewFns.OfMap<K, V>(name, keyCoder(name, collection)));
  }

  /**
   * The pairs of a window as a map with fast look-up, from each key to all of its values in no
   * particular order.
   *
   * @throws IllegalArgumentException if the collection's coder is not a {@link KvCoder}
   */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PCollectionView<Map<K, Iterable<V>>> multimapView(PCollection<KV<K, V>> collection) {
    String name = collection.getPipeline().newViewName();
    return view(name, collection, new MapViewFns.OfMultimap<K, V>(keyCoder(name, collection)));
  }

  /**
   * Which windows of a collection are there, for transforms that wait for them. Windows are known
   * for ever, so that no reader is ever too late for them.
   */
  public static PCollectionView<?> signalView(PCollection<?> collection) {
    return signalViewOf(collection);
  }

  private static <T extends @Nullable Object> PCollectionView<Iterable<T>> signalViewOf(
      PCollection<T> collection) {
    return new CollectionView<>(
        collection.getPipeline().newViewName(),
        collection,
        new ListViewFns.OfIterable<T>(),
        new KeptWindows<>(mappingTo(collection)));
  }

  /**
   * Checks that elements of a main input can tell which window of a view they see, for transforms
   * that read side inputs.
   *
   * @throws IllegalArgumentException if the main input is in the global window and the view is not,
   *     or they belong to different pipelines
   */
  public static void verifyReadable(PCollectionView<?> view, PCollection<?> mainInput) {
    if (view.getPipeline() != mainInput.getPipeline()) {
      throw new IllegalArgumentException(
          "The side input "
              + view.getName()
              + " belongs to another pipeline than "
              + mainInput.getName());
    }
    if (mainInput.getWindowingStrategy().getWindowFn() instanceof GlobalWindows) {
      try {
        view.getWindowMappingFn().getSideInputWindow(GlobalWindow.INSTANCE);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            String.format(
                "The side input %s cannot be read with the main input %s. %s.",
                view.getName(), mainInput.getName(), e.getMessage()),
            e);
      }
    }
  }

  private static <ElementT extends @Nullable Object, ViewT extends @Nullable Object>
      PCollectionView<ViewT> view(
          String name, PCollection<ElementT> collection, ViewFn<ElementT, ViewT> viewFn) {
    return new CollectionView<>(name, collection, viewFn, mappingTo(collection));
  }

  private static WindowMappingFn<?> mappingTo(PCollection<?> collection) {
    WindowFn<?, ?> windowFn = collection.getWindowingStrategy().getWindowFn();
    if (!windowFn.isNonMerging()) {
      throw new IllegalArgumentException(
          String.format(
              "%s cannot be a side input: its windows are %s, which merge, so that no element of a"
                  + " main input could tell which of them it sees. Put it into other windows with"
                  + " Window.into(...) before.",
              collection.getName(), windowFn));
    }
    return windowFn.getDefaultWindowMappingFn();
  }

  private static <K extends @Nullable Object> Coder<K> keyCoder(
      String name, PCollection<? extends KV<K, ?>> collection) {
    if (!(collection.getCoder() instanceof KvCoder<?, ?> kvCoder)) {
      throw new IllegalArgumentException(
          String.format(
              "%s needs key-value elements with a KvCoder, but %s has %s",
              name, collection.getName(), collection.getCoder()));
    }
    @SuppressWarnings("unchecked") // it is the coder of pairs with keys of K
    Coder<K> keyCoder = (Coder<K>) kvCoder.getKeyCoder();
    return keyCoder;
  }
}
