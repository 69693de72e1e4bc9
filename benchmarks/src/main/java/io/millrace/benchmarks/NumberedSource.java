package io.millrace.benchmarks;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first so many of some {@link Numbered} elements. To the engine it is a source without end; it
 * stops after so many elements all the same, so that it can be measured.
 *
 * <p>Of S splits the s-th has every S-th element.
 *
 * @param <T> the type of the elements
 */
public final class NumberedSource<T> extends Source<T, NumberedSource.Part> {

  private static final long serialVersionUID = 1;

  private final Numbered<T> numbered;
  private final long elements;
  private final @Nullable Pace pace;

  private NumberedSource(Numbered<T> numbered, long elements, @Nullable Pace pace) {
    this.numbered = numbered;
    this.elements = elements;
    this.pace = pace;
  }

  /** So many elements, as fast as they are taken. */
  public static <T> NumberedSource<T> of(Numbered<T> numbered, long elements) {
    return new NumberedSource<>(numbered, elements, null);
  }

  /** The same elements, each when it is due. */
  public NumberedSource<T> at(Pace itsPace) {
    return new NumberedSource<>(numbered, elements, itsPace);
  }

  /** The next element of a split, and the distance to the one after. */
  public record Part(long next, long stride) {}

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public Coder<T> getOutputCoder() {
    return numbered.coder();
  }

  @Override
  public Coder<Part> getSplitCoder() {
    return PartCoder.INSTANCE;
  }

  @Override
  public SplitEnumerator<Part> createEnumerator(SourceContext context, byte @Nullable [] state) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < context.parallelism(); i++) {
      parts.add(new Part(i, context.parallelism()));
    }
    return SplitEnumerator.of(parts, state);
  }

  @Override
  public SourceReader<T, Part> createReader(SourceContext context, Part split) {
    return pace == null ? new Reader(split) : new PacedReader(split, pace, context);
  }

  private class Reader implements SourceReader<T, Part> {

    private final long stride;
    private long next;

    Reader(Part split) {
      this.next = split.next;
      this.stride = split.stride;
    }

    @Override
    public Status poll(SourceOutput<T> output, int maxElements) {
      return read(output, maxElements, elements);
    }

    final Status read(SourceOutput<T> output, int maxElements, long end) {
      long i = next;
      for (int n = 0; n < maxElements && i < end; n++) {
        output.output(numbered.element(i), numbered.timestampMillis(i));
        i += stride;
      }
      next = i;
      if (i >= elements) {
        return Status.FINISHED;
      }
      return i < end ? Status.MORE : Status.IDLE;
    }

    @Override
    public Part snapshot() {
      return new Part(next, stride);
    }

    @Override
    public long watermarkMillis() {
      return numbered.watermarkMillis(next);
    }

    @Override
    public void close() {}
  }

  /** Gives out what is due. */
  private final class PacedReader extends Reader {

    private final Pace pace;
    private final SourceContext context;

    PacedReader(Part split, Pace pace, SourceContext context) {
      super(split);
      this.pace = pace;
      this.context = context;
    }

    @Override
    public Status poll(SourceOutput<T> output, int maxElements) {
      return read(output, maxElements, Math.min(elements, pace.due(System.nanoTime())));
    }

    /** As soon as the clock ticks; at the rates of interest something is due by then. */
    @Override
    public long nextPollMillis() {
      return context.nowMillis() + 1;
    }
  }

  private static final class PartCoder extends AtomicCoder<Part> {

    private static final long serialVersionUID = 1;

    private static final PartCoder INSTANCE = new PartCoder();

    @Override
    public void encode(Part part, OutputStream out) throws IOException {
      VarInt.encode(part.next, out);
      VarInt.encode(part.stride, out);
    }

    @Override
    public Part decode(InputStream in) throws IOException {
      return new Part(VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
