package io.millrace.sdk.metrics;

import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * Says where metric updates of the calling thread go.
 *
 * <p>For runners: a task's thread fetches its {@link #holder} once and then stores the container of
 * each step that it enters with a plain write, {@code holder.current = container}. That is the
 * whole cost of changing steps.
 */
public final class MetricsEnvironment {
  private static final ThreadLocal<Holder> HOLDERS = ThreadLocal.withInitial(Holder::new);

  private MetricsEnvironment() {}

  /** The current container of one thread. Only that thread may touch it. */
  public static final class Holder {
    /** Where updates go; null while no step runs. */
    public @Nullable MetricsContainer current;

    private Holder() {}
  }

  /** The calling thread's holder: always the same object on the same thread. */
  public static Holder holder() {
    return HOLDERS.get();
  }

  /** Where updates of the calling thread go; null while no step runs. */
  public static @Nullable MetricsContainer getCurrentContainer() {
    return holder().current;
  }

  /** Directs the calling thread's updates to a container, and returns the one before. */
  public static @Nullable MetricsContainer setCurrentContainer(
      @Nullable MetricsContainer container) {
    Holder holder = holder();
    MetricsContainer previous = holder.current;
    holder.current = container;
    return previous;
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
