package io.millrace.sdk.testing.contract.streams;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.testing.contract.kit.Journal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Notes elements in a journal once they are committed; refuses to write {@code bad}. */
final class JournalSink extends Sink<String, String, String> {

  private final Journal journal;

  JournalSink(Journal journal) {
    this.journal = journal;
  }

  @Override
  public Coder<String> getCommittableCoder() {
    return StringUtf8Coder.of();
  }

  @Override
  public Coder<String> getResultCoder() {
    return StringUtf8Coder.of();
  }

  @Override
  public SinkWriter<String, String> createWriter(SinkContext context) {
    return new SinkWriter<>() {
      private final List<String> written = new ArrayList<>();

      @Override
      public void write(String element, long timestampMillis) throws IOException {
        if (element.equals("bad")) {
          throw new IOException("there is no place for " + element);
        }
        written.add(element);
      }

      @Override
      public List<String> prepareCommit() {
        List<String> prepared = List.copyOf(written);
        written.clear();
        return prepared;
      }

      @Override
      public void abort() {
        written.clear();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public SinkCommitter<String, String> createCommitter(SinkContext context) {
    return new SinkCommitter<>() {
      @Override
      public List<String> commit(List<String> committables) {
        committables.forEach(journal::note);
        return committables.stream().map(element -> "committed " + element).toList();
      }

      @Override
      public void abort(List<String> committables) {}

      @Override
      public void close() {}
    };
  }
}
