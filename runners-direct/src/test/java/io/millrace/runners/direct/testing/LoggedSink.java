package io.millrace.runners.direct.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A sink whose writes are notes: each writer opens "files" that are either committed or removed.
 * Fails at one point if asked to.
 */
public final class LoggedSink<T> extends Sink<T, String, String> {

  /** {@code open F}, {@code write F x}, {@code prepare F}, {@code remove F}, {@code commit F}. */
  private final Seen<String> log;

  private final String failsAt;

  public LoggedSink(Seen<String> log) {
    this(log, "nowhere");
  }

  public LoggedSink(Seen<String> log, String failsAt) {
    this.log = log;
    this.failsAt = failsAt;
  }

  /** The files that were opened and neither committed nor removed. */
  public static List<String> leftOver(List<String> log) {
    TreeSet<String> open = new TreeSet<>();
    for (String line : log) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "open" -> open.add(words[1]);
        case "remove", "commit" -> open.remove(words[1]);
        default -> {}
      }
    }
    return List.copyOf(open);
  }

  private void mayFail(String point) throws IOException {
    if (failsAt.equals(point)) {
      throw new IOException("no " + point + " today");
    }
    if (failsAt.equals(point + " badly")) {
      throw new IllegalStateException("no " + point + " today");
    }
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
  public SinkWriter<T, String> createWriter(SinkContext context) throws IOException {
    mayFail("createWriter");
    String file = context.transformName() + "#" + context.taskIndex();
    log.add("open " + file);
    return new SinkWriter<>() {
      private boolean handedOut;

      @Override
      public void write(T element, long timestampMillis) throws IOException {
        mayFail("write");
        log.add("write " + file + " " + element);
      }

      @Override
      public List<String> prepareCommit() throws IOException {
        mayFail("prepareCommit");
        handedOut = true;
        log.add("prepare " + file);
        return List.of(file);
      }

      @Override
      public void abort() throws IOException {
        if (!handedOut) {
          log.add("remove " + file);
        }
        mayFail("abort");
      }

      @Override
      public void close() throws IOException {
        mayFail("close");
      }
    };
  }

  @Override
  public SinkCommitter<String, String> createCommitter(SinkContext context) throws IOException {
    return new SinkCommitter<>() {
      @Override
      public List<String> commit(List<String> committables) throws IOException {
        mayFail("commit");
        committables.forEach(file -> log.add("commit " + file));
        return new ArrayList<>(committables);
      }

      @Override
      public void abort(List<String> committables) {
        committables.forEach(file -> log.add("remove " + file));
      }

      @Override
      public void close() {}
    };
  }
}
