package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import java.io.IOException;
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
    private final SourceContext context;
    private final ElementCursor cursor;
    private final Failures failures;
    private final CountingOutput output;
    private @Nullable SourceReader<T, SplitT> reader;

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
      this.context =
          new SourceContext(env.options(), env.maxParallelism(), env::processingTimeMillis);
      this.cursor = cursor;
      this.failures = failures;
      this.output = Template.instantiate(CountingOutput.class, SourcePort.class, next, cursor);
    }

    @Override
    public int emit(int limit) {
      try {
        SourceReader<T, SplitT> current = openReader();
        if (current == null) {
          return 0;
        }
        cursor.reset();
        @SuppressWarnings("unchecked") // the chain takes elements of any type
        io.millrace.sdk.io.source.SourceOutput<T> typed =
            (io.millrace.sdk.io.source.SourceOutput<T>) (Object) output;
        SourceReader.Status status = current.poll(typed, limit);
        if (status == SourceReader.Status.FINISHED) {
          reader = null;
          current.close();
          return output.takeCount() + 1;
        }
        return output.takeCount();
      } catch (Throwable t) {
        throw failures.inEngine(name, t);
      }
    }

    @SuppressWarnings("unchecked") // the splits are those of this source
    private @Nullable SourceReader<T, SplitT> openReader() throws IOException {
      if (reader == null) {
        SplitT split = (SplitT) splits.next();
        if (split != null) {
          reader = source.createReader(context, split);
        }
      }
      return reader;
    }

    @Override
    public boolean isSource() {
      return true;
    }

    @Override
    public boolean isExhausted() {
      return reader == null && splits.isExhausted();
    }

    @Override
    public void close(boolean failed) {
      SourceReader<T, SplitT> current = reader;
      reader = null;
      if (current != null) {
        try {
          current.close();
        } catch (IOException e) {
          StageTask.LOG.warn("Closing a reader of {} failed: {}", name, e.toString(), e);
        }
      }
    }
  }
}
