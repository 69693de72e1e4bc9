package io.millrace.sdk.io;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.WriteBatches.BatchWriter;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches as committables: whoever is told of a checkpoint calls the user's function with what is
 * in it, so that the same id never comes with other elements.
 */
final class BatchSink<T extends @Nullable Object>
    extends Sink<KV<String, Iterable<T>>, KV<String, Iterable<T>>, String> {
  private static final long serialVersionUID = 1;

  private final BatchWriter<T> writer;
  private final KvCoder<String, Iterable<T>> coder;

  BatchSink(BatchWriter<T> writer, KvCoder<String, Iterable<T>> coder) {
    this.writer = writer;
    this.coder = coder;
  }

  @Override
  public Coder<KV<String, Iterable<T>>> getCommittableCoder() {
    return coder;
  }

  @Override
  public Coder<String> getResultCoder() {
    return StringUtf8Coder.of();
  }

  @Override
  public SinkWriter<KV<String, Iterable<T>>, KV<String, Iterable<T>>> createWriter(
      SinkContext context) {
    return new Writer<>();
  }

  @Override
  public SinkCommitter<KV<String, Iterable<T>>, String> createCommitter(SinkContext context) {
    return new Committer<>(writer);
  }

  private static <T extends @Nullable Object> List<T> elements(KV<String, Iterable<T>> batch) {
    List<T> elements = new ArrayList<>();
    batch.getValue().forEach(elements::add);
    return Collections.unmodifiableList(elements);
  }

  private static final class Writer<T extends @Nullable Object>
      implements SinkWriter<KV<String, Iterable<T>>, KV<String, Iterable<T>>> {

    private final List<KV<String, Iterable<T>>> waiting = new ArrayList<>();

    @Override
    public void write(KV<String, Iterable<T>> batch, long timestampMillis) {
      waiting.add(KV.of(batch.getKey(), elements(batch)));
    }

    @Override
    public List<KV<String, Iterable<T>>> prepareCommit() {
      List<KV<String, Iterable<T>>> prepared = List.copyOf(waiting);
      waiting.clear();
      return prepared;
    }

    @Override
    public void abort() {
      waiting.clear();
    }

    @Override
    public void close() {
      waiting.clear();
    }
  }

  private record Committer<T extends @Nullable Object>(BatchWriter<T> writer)
      implements SinkCommitter<KV<String, Iterable<T>>, String> {

    @Override
    public List<String> commit(List<KV<String, Iterable<T>>> batches) throws IOException {
      List<String> written = new ArrayList<>();
      for (KV<String, Iterable<T>> batch : batches) {
        String id = batch.getKey();
        try {
          writer.write(id, elements(batch));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while the batch " + id + " was written", e);
        } catch (Exception e) {
          throw new IOException("cannot write the batch " + id + ": " + e, e);
        }
        written.add(id);
      }
      return written;
    }

    @Override
    public void abort(List<KV<String, Iterable<T>>> batches) {}

    @Override
    public void close() {}
  }
}
