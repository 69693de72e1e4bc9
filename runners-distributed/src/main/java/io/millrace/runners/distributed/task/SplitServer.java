package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SplitEnumerator;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Where the splits of a source are found, once for all tasks that read it.
 *
 * <p>Splits of a source without end are dealt out as they are found, since all are read at the same
 * time; those of one that ends are given to whoever has none. Not thread-safe.
 */
final class SplitServer<SplitT> implements SplitFinder {

  private static final int FOUND = 0;
  private static final int ENUMERATOR = 1;

  private final int stage;
  private final Source<?, SplitT> source;
  private final SourceContext context;
  private final boolean endless;
  private final long intervalMillis;
  private final int tasks;
  private final Readers readers;
  private final ArrayDeque<ByteString> found = new ArrayDeque<>();
  private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
  private @Nullable SplitEnumerator<SplitT> enumerator;
  private byte @Nullable [] restored;
  private long nextMillis = Long.MIN_VALUE;
  private int turn;
  private boolean told;
  private boolean stopped;
  private boolean ended;

  /**
   * Nothing was found yet.
   *
   * @param endless whether the source has no end
   * @param intervalMillis how long it waits before it looks for splits again
   * @param tasks how many read the source
   */
  SplitServer(
      int stage,
      Source<?, SplitT> source,
      SourceContext context,
      boolean endless,
      long intervalMillis,
      int tasks,
      Readers readers) {
    this.stage = stage;
    this.source = source;
    this.context = context;
    this.endless = endless;
    this.intervalMillis = intervalMillis;
    this.tasks = tasks;
    this.readers = readers;
  }

  @Override
  public int work(long nowMillis) throws IOException {
    if (ended) {
      return 0;
    }
    SplitEnumerator<SplitT> from = enumerator;
    if (from == null) {
      from = source.createEnumerator(context, restored);
      enumerator = from;
    }
    if (!stopped && nowMillis >= nextMillis && (endless || found.isEmpty())) {
      nextMillis = nowMillis + intervalMillis;
      for (SplitT split : from.discover(nowMillis)) {
        found.add(encoded(split));
      }
    }
    int given = give();
    if (!told) {
      told = true;
      tellAll(new Message.SplitsFound(stage));
    }
    if (found.isEmpty() && (stopped || from.isFinished())) {
      ended = true;
      tellAll(new Message.NoMoreSplits(stage));
    }
    return given;
  }

  private ByteString encoded(SplitT split) throws IOException {
    EncodeBuffer out = new EncodeBuffer();
    source.getSplitCoder().encode(split, out);
    return ByteString.copyFrom(out.array(), 0, out.length());
  }

  private int give() {
    int given = 0;
    while (!found.isEmpty() && (endless || !waiting.isEmpty())) {
      int task = endless ? turn : waiting.remove();
      turn = turn + 1 == tasks ? 0 : turn + 1;
      readers.send(task, new Message.Split(stage, found.remove()));
      given++;
    }
    return given;
  }

  private void tellAll(Message.OfSplits message) {
    for (int task = 0; task < tasks; task++) {
      readers.send(task, message);
    }
  }

  @Override
  public void wants(int task) {
    waiting.add(task);
  }

  @Override
  public long nextWorkMillis() {
    return ended ? Long.MAX_VALUE : nextMillis;
  }

  @Override
  public void stop() {
    if (endless) {
      stopped = true;
      found.clear();
    }
  }

  @Override
  public void save(Cut cut, StateSink sink) throws IOException {
    for (ByteString split : found) {
      EncodeBuffer out = sink.shared(Section.INPUT);
      out.write(FOUND);
      out.write(split.toByteArray());
      sink.end();
    }
    EncodeBuffer out = sink.shared(Section.ROOT);
    out.write(ENUMERATOR);
    out.writeVarLong(turn);
    if (enumerator != null) {
      out.write(enumerator.snapshot());
    } else if (restored != null) {
      out.write(restored);
    } else {
      // Nothing was looked for yet: there is nothing to go on from.
      out.reset();
      out.write(FOUND);
    }
    sink.end();
    tellAll(new Message.SplitBarrier(stage, cut));
  }

  @Override
  public void load(Section section, DecodeBuffer in) throws IOException {
    int kind = in.read();
    if (kind == ENUMERATOR) {
      turn = Math.toIntExact(in.readVarLong()) % tasks;
    }
    byte[] rest = new byte[in.remaining()];
    if (rest.length > 0 && in.read(rest, 0, rest.length) != rest.length) {
      throw new IOException("An entry of splits ends too early");
    }
    if (kind == ENUMERATOR) {
      restored = rest;
    } else if (section == Section.INPUT) {
      found.add(ByteString.copyFrom(rest));
    }
  }

  @Override
  public void close() throws IOException {
    SplitEnumerator<SplitT> open = enumerator;
    enumerator = null;
    if (open != null) {
      open.close();
    }
  }
}
