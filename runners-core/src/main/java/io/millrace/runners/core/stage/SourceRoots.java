package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The roots that have no grouping to do: impulse, sources and plain exchanges. */
final class SourceRoots {

  private SourceRoots() {}

  /** One empty byte string. */
  static final class Impulse implements RootOperator {

    private final ElementReceiver next;
    private final ElementCursor cursor;
    private boolean done;

    Impulse(ElementReceiver next, ElementCursor cursor) {
      this.next = next;
      this.cursor = cursor;
    }

    @Override
    public int emit(int limit) {
      done = true;
      cursor.reset();
      next.accept(new byte[0]);
      return 1;
    }

    @Override
    public boolean isSource() {
      return true;
    }

    @Override
    public boolean isExhausted() {
      return done;
    }

    @Override
    public void save(StateSink sink) throws IOException {
      sink.shared(Section.ROOT).write(done ? 1 : 0);
      sink.end();
    }

    @Override
    public void load(Section section, int keyHash, DecodeBuffer in) {
      done |= in.read() == 1;
    }
  }

  /** The elements of the input edges as they are. */
  static final class Exchange implements RootOperator {

    private final RowLoop loop;

    Exchange(ElementReceiver next, ElementCursor cursor) {
      this.loop = Template.instantiate(RowLoop.class, BatchLoop.class, next, cursor);
    }

    @Override
    public void accept(Batch batch, int from, int to) {
      loop.run(batch, from, to);
    }

    @Override
    public int emit(int limit) {
      return 0;
    }

    @Override
    public boolean isExhausted() {
      return true;
    }
  }

  /** The elements of a source, split after split. */
  static final class Read<T extends @Nullable Object, SplitT> implements RootOperator {

    private final String name;
    private final Source<T, SplitT> source;
    private final Splits splits;
    private final StageEnv env;
    private final SourceContext context;
    private final ElementCursor cursor;
    private final Failures failures;
    private final CountingOutput output;
    private final SourceMeter meter;

    /** The split that is being read, if there is one. */
    private List<OpenSplit<T, SplitT>> open = List.of();

    /** Splits that come before those that are asked for. */
    private final ArrayDeque<SplitT> restored = new ArrayDeque<>();

    Read(
        String name,
        Source<T, SplitT> source,
        StageEnv env,
        ElementReceiver next,
        ElementCursor cursor,
        Failures failures) {
      this.name = name;
      this.source = source;
      this.splits = env.splits();
      this.env = env;
      this.context =
          new SourceContext(env.options(), env.maxParallelism(), env::processingTimeMillis);
      this.cursor = cursor;
      this.failures = failures;
      this.output =
          Template.instantiate(
              CountingOutput.class, SourcePort.class, name, next, cursor, failures);
      this.meter = new SourceMeter(env.metrics(name));
    }

    @Override
    public int emit(int limit) {
      try {
        openNext();
        if (open.isEmpty()) {
          return 0;
        }
        OpenSplit<T, SplitT> current = open.get(0);
        cursor.reset();
        SourceReader.Status status = current.poll(limit);
        int count = current.given();
        meter.read(count);
        if (status == SourceReader.Status.FINISHED) {
          open = List.of();
          current.close();
          count++;
        } else if (count == 0) {
          current.noteNextPoll();
        }
        meter.askIfDue(env.processingTimeMillis(), open);
        return count;
      } catch (Throwable t) {
        throw failures.inEngine(name, t);
      }
    }

    @SuppressWarnings("unchecked") // the splits are those of this source
    private void openNext() throws IOException {
      if (open.isEmpty()) {
        SplitT split = restored.isEmpty() ? (SplitT) splits.next() : restored.remove();
        if (split != null) {
          open = List.of(new OpenSplit<>(name, source.createReader(context, split), output));
        }
      }
    }

    @Override
    public void save(StateSink sink) throws IOException {
      for (OpenSplit<T, SplitT> split : open) {
        saveSplit(split.snapshot(), sink);
      }
      for (SplitT split : restored) {
        saveSplit(split, sink);
      }
    }

    private void saveSplit(SplitT split, StateSink sink) throws IOException {
      source.getSplitCoder().encode(split, sink.shared(Section.ROOT));
      sink.end();
    }

    @Override
    public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
      restored.add(source.getSplitCoder().decode(in));
    }

    @Override
    public boolean isSource() {
      return true;
    }

    @Override
    public boolean isExhausted() {
      return open.isEmpty() && restored.isEmpty() && splits.isExhausted();
    }

    @Override
    public long nextPollMillis() {
      return open.isEmpty() ? Long.MIN_VALUE : open.get(0).nextPollMillis();
    }

    @Override
    public void close(boolean failed) {
      open.forEach(OpenSplit::closeAnyway);
      open = List.of();
      meter.ask(open);
    }
  }
}
