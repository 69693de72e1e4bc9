package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The roots that take everything in before they do anything: side inputs and commits. */
final class CollectingRoots {

  private CollectingRoots() {}

  /** Keeps a collection that ends and makes it known as the content of views. */
  static final class SideInput implements RootOperator {

    private final String collectionId;
    private final SideInputs target;
    private final Coder<@Nullable Object> elementCoder;
    private final Coder<BoundedWindow> windowCoder;
    private final Map<BoundedWindow, List<@Nullable Object>> content = new LinkedHashMap<>();
    private boolean published;

    @SuppressWarnings("unchecked") // the coders are those of the collection
    SideInput(String collectionId, SideInputs target, Coder<?> elementCoder, Coder<?> windowCoder) {
      this.collectionId = collectionId;
      this.target = target;
      this.elementCoder = (Coder<@Nullable Object>) elementCoder;
      this.windowCoder = (Coder<BoundedWindow>) windowCoder;
    }

    @Override
    public void accept(Batch batch, int from, int to) {
      for (int row = from; row < to; row++) {
        for (BoundedWindow window : batch.windows(row)) {
          content.computeIfAbsent(window, w -> new ArrayList<>()).add(batch.value(row));
        }
      }
    }

    @Override
    public int emit(int limit) {
      published = true;
      content.forEach((window, elements) -> target.publish(collectionId, window, elements));
      target.advanceWatermark(collectionId, Watermarks.END);
      return 1;
    }

    @Override
    public boolean isExhausted() {
      return published;
    }

    @Override
    public boolean storesInput() {
      return true;
    }

    /** Who reads it must find it again. */
    @Override
    public boolean outlivesTask() {
      return true;
    }

    @Override
    public void save(StateSink sink) throws IOException {
      for (Map.Entry<BoundedWindow, List<@Nullable Object>> entry : content.entrySet()) {
        for (Object element : entry.getValue()) {
          EncodeBuffer out = sink.shared(Section.ROOT);
          windowCoder.encode(entry.getKey(), out);
          elementCoder.encode(Typed.value(element), out);
          sink.end();
        }
      }
    }

    @Override
    public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
      BoundedWindow window = windowCoder.decode(in);
      content.computeIfAbsent(window, w -> new ArrayList<>()).add(elementCoder.decode(in));
    }
  }

  /** Commits all committables of a sink once they are complete. */
  static final class Commit<CommitT, ResultT extends @Nullable Object> implements RootOperator {

    private final String name;
    private final Sink<?, CommitT, ResultT> sink;
    private final SinkContext context;
    private final ElementReceiver next;
    private final ElementCursor cursor;
    private final Failures failures;
    private final List<CommitT> committables = new ArrayList<>();
    private boolean committed;

    Commit(
        String name,
        Sink<?, CommitT, ResultT> sink,
        SinkContext context,
        ElementReceiver next,
        ElementCursor cursor,
        Failures failures) {
      this.name = name;
      this.sink = sink;
      this.context = context;
      this.next = next;
      this.cursor = cursor;
      this.failures = failures;
    }

    @Override
    @SuppressWarnings("unchecked") // the writers of this sink give its committables
    public void accept(Batch batch, int from, int to) {
      for (int row = from; row < to; row++) {
        committables.add((CommitT) batch.value(row));
      }
    }

    @Override
    public int emit(int limit) {
      cursor.reset();
      List<ResultT> results;
      try (SinkCommitter<CommitT, ResultT> committer = sink.createCommitter(context)) {
        results = committer.commit(List.copyOf(committables));
        committer.finish();
      } catch (Throwable t) {
        throw failures.inEngine(name, t);
      }
      committed = true;
      for (ResultT result : results) {
        next.accept(result);
      }
      return 1 + results.size();
    }

    @Override
    public boolean isExhausted() {
      return committed;
    }

    @Override
    public boolean storesInput() {
      return true;
    }

    @Override
    public void save(StateSink target) throws IOException {
      for (CommitT committable : committables) {
        sink.getCommittableCoder().encode(committable, target.shared(Section.ROOT));
        target.end();
      }
    }

    @Override
    public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
      committables.add(sink.getCommittableCoder().decode(in));
    }

    @Override
    public void close(boolean failed) {
      if (!failed || committed) {
        return;
      }
      try (SinkCommitter<CommitT, ResultT> committer = sink.createCommitter(context)) {
        committer.abort(List.copyOf(committables));
      } catch (IOException | RuntimeException e) {
        StageTask.LOG.warn("Cleaning up after {} failed: {}", name, e.toString(), e);
      }
    }
  }
}
