package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.source.ScriptedSource;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SplitEnumerator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a scripted source, given out one at a time when the {@link Conductor} says so, all
 * to the first of the tasks that read it. Not thread-safe.
 */
final class ScriptServer<SplitT> implements SplitFinder {

  private final int stage;
  private final Source<?, SplitT> source;
  private final ScriptedSource<SplitT> script;
  private final Conductor conductor;
  private final int tasks;
  private final Readers readers;
  private final List<SplitT> steps = new ArrayList<>();

  /** How many steps were given. */
  private int given;

  /** Whether the time has passed that passes before the next step. */
  private boolean timePassed;

  private boolean told;
  private boolean ended;

  private ScriptServer(
      int stage,
      Source<?, SplitT> source,
      ScriptedSource<SplitT> script,
      Conductor conductor,
      int tasks,
      Readers readers) {
    this.stage = stage;
    this.source = source;
    this.script = script;
    this.conductor = conductor;
    this.tasks = tasks;
    this.readers = readers;
  }

  /**
   * All steps of a source.
   *
   * @param tasks how many read it
   * @throws IOException if the source cannot be reached
   * @throws IllegalArgumentException if it has no script
   */
  static <SplitT> ScriptServer<SplitT> of(
      int stage,
      Source<?, SplitT> source,
      SourceContext context,
      Conductor conductor,
      int tasks,
      Readers readers)
      throws IOException {
    if (!(source instanceof ScriptedSource<?>)) {
      throw new IllegalArgumentException(source.getClass().getName() + " has no script");
    }
    @SuppressWarnings("unchecked") // of a source and of its script the splits are the same
    ScriptedSource<SplitT> script = (ScriptedSource<SplitT>) source;
    ScriptServer<SplitT> server =
        new ScriptServer<>(stage, source, script, conductor, tasks, readers);
    try (SplitEnumerator<SplitT> enumerator = source.createEnumerator(context, null)) {
      server.steps.addAll(enumerator.discover(0));
    }
    return server;
  }

  /** Whether there is a further step. */
  boolean hasNext() {
    return given < steps.size();
  }

  /** How much time is to pass now, before the next step is given; zero if none. */
  Duration timeToPass() {
    if (timePassed) {
      return Duration.ZERO;
    }
    timePassed = true;
    return script.processingTimeBefore(steps.get(given));
  }

  /** Gives the next step. */
  void give() throws IOException {
    EncodeBuffer out = new EncodeBuffer();
    source.getSplitCoder().encode(steps.get(given), out);
    given++;
    timePassed = false;
    readers.send(0, new Message.Split(stage, ByteString.copyFrom(out.array(), 0, out.length())));
    endIfOver();
  }

  /** Steps are given by the conductor; the other tasks are told at once that none is for them. */
  @Override
  public int work(long nowMillis) {
    if (told) {
      return 0;
    }
    told = true;
    readers.send(0, new Message.SplitsFound(stage));
    for (int task = 1; task < tasks; task++) {
      readers.send(task, new Message.NoMoreSplits(stage));
    }
    endIfOver();
    return 1;
  }

  private void endIfOver() {
    if (told && !ended && !hasNext()) {
      ended = true;
      readers.send(0, new Message.NoMoreSplits(stage));
    }
  }

  /** A step comes when the script goes on, not when somebody asks for it. */
  @Override
  public void wants(int task) {}

  @Override
  public long nextWorkMillis() {
    return told ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  @Override
  public void stop() {
    given = steps.size();
    endIfOver();
  }

  @Override
  public void save(Cut cut, StateSink sink) throws IOException {
    EncodeBuffer out = sink.shared(Section.ROOT);
    out.writeVarLong(given);
    out.write(timePassed ? 1 : 0);
    conductor.save(out);
    sink.end();
    for (int task = 0; task < tasks; task++) {
      readers.send(task, new Message.SplitBarrier(stage, cut));
    }
  }

  @Override
  public void load(Section section, DecodeBuffer in) throws IOException {
    given = Math.toIntExact(in.readVarLong());
    timePassed = in.read() == 1;
    conductor.load(in);
  }

  @Override
  public void close() {}
}
