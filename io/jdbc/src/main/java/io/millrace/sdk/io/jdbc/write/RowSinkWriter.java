package io.millrace.sdk.io.jdbc.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.sink.SinkWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps elements in coder form until they are to be committed. */
final class RowSinkWriter<T extends @Nullable Object> implements SinkWriter<T, RowBatch> {

  private final String ids;
  private final Coder<T> coder;
  private final int batchSize;
  private final long maxBytes;
  private final EncodeBuffer rows = new EncodeBuffer();
  private List<RowBatch> batches = new ArrayList<>();
  private int count;
  private long sequence;

  /** How many bytes the batches have that are complete. */
  private long bytes;

  /**
   * A writer.
   *
   * @param ids the start of the ids of its batches; nobody else has one that starts so
   * @param batchSize how many rows there are in a batch, at most
   * @param maxBytes how much it may keep
   */
  RowSinkWriter(String ids, Coder<T> coder, int batchSize, long maxBytes) {
    this.ids = ids;
    this.coder = coder;
    this.batchSize = batchSize;
    this.maxBytes = maxBytes;
  }

  @Override
  public void write(T element, long timestampMillis) throws IOException {
    coder.encode(element, rows);
    count++;
    if (bytes + rows.length() > maxBytes) {
      throw new IOException(
          String.format(
              "more than %,d bytes of rows wait to be committed: take checkpoints more often, allow"
                  + " more with withMaxUncommittedBytes(...), or leave withExactlyOnce(...) out and"
                  + " let the statement replace rows that are there",
              maxBytes));
    }
    if (count == batchSize) {
      completeBatch();
    }
  }

  private void completeBatch() throws IOException {
    String id = ids + sequence++;
    if (id.length() > CommitTable.ID_CHARACTERS) {
      throw new IOException(
          "the id of a batch, "
              + id
              + ", is longer than "
              + CommitTable.ID_CHARACTERS
              + " characters: give the job a shorter name");
    }
    batches.add(new RowBatch(id, count, rows.toByteArray()));
    bytes += rows.length();
    rows.reset();
    count = 0;
  }

  @Override
  public List<RowBatch> prepareCommit() throws IOException {
    if (count > 0) {
      completeBatch();
    }
    List<RowBatch> complete = batches;
    batches = new ArrayList<>();
    bytes = 0;
    return complete;
  }

  /** Nothing was written where somebody else could see it. */
  @Override
  public void abort() {}

  @Override
  public void close() {}
}
