package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PDone;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Brings the elements of a collection, with windows and panes, out of a run into the JVM of the
 * test; the runner must run in that JVM. Thread-safe.
 *
 * @param <T> the type of the elements
 */
final class CollectedElements<T extends @Nullable Object>
    extends PTransform<PCollection<T>, PDone> {

  private static final long serialVersionUID = 1;

  private static final AtomicLong COUNT = new AtomicLong();

  /** By number, since functions reach this JVM as copies of what was serialised. */
  private static final Map<Long, Queue<byte[]>> ALL = new ConcurrentHashMap<>();

  private final long id = COUNT.incrementAndGet();
  private final Observed.ObservedCoder<T> coder;

  CollectedElements(PCollection<T> from) {
    super("Collect");
    this.coder = new Observed.ObservedCoder<>(from.getCoder(), Assertion.windowCoder(from));
    ALL.put(id, new ConcurrentLinkedQueue<>());
  }

  @Override
  public PDone expand(PCollection<T> input) {
    input.apply(ParDo.of(new Note<>(id, coder))).setCoder(VoidCoder.of());
    return PDone.in(input.getPipeline());
  }

  /** What was collected; to be called once, when the run has ended. */
  List<Observed<T>> take() throws IOException {
    List<Observed<T>> elements = new ArrayList<>();
    Queue<byte[]> collected = ALL.remove(id);
    if (collected != null) {
      for (byte[] element : collected) {
        elements.add(CoderUtils.decodeFromByteArray(coder, element));
      }
    }
    return elements;
  }

  private static final class Note<T extends @Nullable Object> extends DoFn<T, @Nullable Void> {

    private static final long serialVersionUID = 1;

    private final long id;
    private final Coder<Observed<T>> coder;

    Note(long id, Coder<Observed<T>> coder) {
      this.id = id;
      this.coder = coder;
    }

    @ProcessElement
    public void processElement(
        @Element T element, @Timestamp Instant timestamp, BoundedWindow window, PaneInfo pane)
        throws IOException {
      Queue<byte[]> collected = ALL.get(id);
      if (collected == null) {
        throw new IllegalStateException(
            "The results of a law are collected in the JVM of the test, but the pipeline runs in"
                + " another: use a runner that runs it there, such as the direct runner");
      }
      collected.add(
          CoderUtils.encodeToByteArray(coder, new Observed<>(element, timestamp, window, pane)));
    }
  }
}
