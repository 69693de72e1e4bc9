package io.millrace.sdk.metrics;

import java.io.Closeable;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Says where metric updates of the calling thread go.
 *
 * <p>For runners: a task's thread fetches its {@link #holder} once and gives the container of each
 * step a place in it. To enter a step is then a plain write of a number, {@code holder.current =
 * place}, and that is the whole cost: a write of a reference into an object that lives long would
 * be one of the dearest things that happen to an element, as collectors take note of it.
 */
public final class MetricsEnvironment {
  private static final ThreadLocal<Holder> HOLDERS = ThreadLocal.withInitial(Holder::new);

  private MetricsEnvironment() {}

  /** The containers of one thread, of which one is current. Only that thread may touch it. */
  public static final class Holder {
    private static final int NO_STEP = 0;

    /** Null where a place is free, and at the place of no step. */
    private @Nullable MetricsContainer[] places = new @Nullable MetricsContainer[8];

    /** Places that containers have only as long as they are current. */
    private final BitSet lent = new BitSet();

    /** The place of the container that updates go to; 0 while no step runs. */
    public int current;

    private Holder() {}

    /** Where updates go; null while no step runs. */
    public @Nullable MetricsContainer container() {
      return places[current];
    }

    /** Gives a container a place, which is never 0, until it is {@link #free}d. */
    public int place(MetricsContainer container) {
      int place = NO_STEP + 1;
      while (place < places.length && places[place] != null) {
        place++;
      }
      if (place == places.length) {
        places = Arrays.copyOf(places, 2 * place);
      }
      places[place] = container;
      return place;
    }

    /** Takes a place back; if it is the current one, no step runs any more. */
    public void free(int place) {
      places[place] = null;
      if (current == place) {
        current = NO_STEP;
      }
    }

    private @Nullable MetricsContainer replace(@Nullable MetricsContainer container) {
      MetricsContainer previous = container();
      if (lent.get(current)) {
        lent.clear(current);
        free(current);
      }
      current = container == null ? NO_STEP : placeOrLoan(container);
      return previous;
    }

    private int placeOrLoan(MetricsContainer container) {
      int place = Arrays.asList(places).indexOf(container);
      if (place < 0) {
        place = place(container);
        lent.set(place);
      }
      return place;
    }
  }

  /** The calling thread's holder: always the same object on the same thread. */
  public static Holder holder() {
    return HOLDERS.get();
  }

  /** Where updates of the calling thread go; null while no step runs. */
  public static @Nullable MetricsContainer getCurrentContainer() {
    return holder().container();
  }

  /** Directs the calling thread's updates to a container, and returns the one before. */
  public static @Nullable MetricsContainer setCurrentContainer(
      @Nullable MetricsContainer container) {
    return holder().replace(container);
  }

  /**
   * Directs the calling thread's updates to a container until the result is closed, which must
   * happen on the same thread.
   */
  public static Scope scopedMetricsContainer(@Nullable MetricsContainer container) {
    MetricsContainer previous = setCurrentContainer(container);
    return () -> setCurrentContainer(previous);
  }

  /** A stretch of time in which updates go to one container. */
  public interface Scope extends Closeable {
    @Override
    void close();
  }
}
