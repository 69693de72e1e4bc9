package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.io.range.OffsetRangeEnumerator;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of {@link Create}, encoded, so that they need not be serialisable and each run has
 * its own copies.
 */
final class CreateSource<T extends @Nullable Object> extends Source<T, OffsetRange> {

  private static final long serialVersionUID = 1;

  /** Less than this is not worth another reader. */
  private static final int MIN_ELEMENTS_PER_SPLIT = 1_000;

  /** Unless the elements are large. */
  private static final int MIN_BYTES_PER_SPLIT = 64 << 10;

  private final byte[][] elements;
  private final long @Nullable [] timestampMillis;
  private final Coder<T> coder;

  private CreateSource(byte[][] elements, long @Nullable [] timestampMillis, Coder<T> coder) {
    this.elements = elements;
    this.timestampMillis = timestampMillis;
    this.coder = coder;
  }

  /**
   * Encodes the elements.
   *
   * @param timestampMillis an event time for each, or null
   * @throws IllegalArgumentException if the coder does not take one of them
   */
  static <T extends @Nullable Object> CreateSource<T> of(
      List<T> elements, long @Nullable [] timestampMillis, Coder<T> coder) {
    byte[][] encoded = new byte[elements.size()][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = encode(coder, elements.get(i), i);
    }
    return new CreateSource<>(encoded, timestampMillis, coder);
  }

  private static <T extends @Nullable Object> byte[] encode(Coder<T> coder, T element, int index) {
    try {
      return CoderUtils.encodeToByteArray(coder, element);
    } catch (CoderException | RuntimeException e) {
      throw new IllegalArgumentException(
          element == null
              ? String.format(
                  "element %d is null, which %s does not take. Leave it out, or use"
                      + " .withCoder(NullableCoder.of(...))",
                  index, coder)
              : String.format(
                  "element %d, %s of %s, cannot be encoded by %s: %s",
                  index, element, element.getClass().getName(), coder, e.getMessage()),
          e);
    }
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.BOUNDED;
  }

  @Override
  public Coder<T> getOutputCoder() {
    return coder;
  }

  @Override
  public Coder<OffsetRange> getSplitCoder() {
    return OffsetRange.Coder.of();
  }

  @Override
  public SplitEnumerator<OffsetRange> createEnumerator(
      SourceContext context, byte @Nullable [] state) {
    long bytes = 0;
    for (byte[] element : elements) {
      bytes += element.length;
    }
    long worthwhile =
        Math.max(elements.length / MIN_ELEMENTS_PER_SPLIT, bytes / MIN_BYTES_PER_SPLIT);
    return new OffsetRangeEnumerator(
        new OffsetRange(0, elements.length),
        (int) Math.min(context.parallelism(), worthwhile),
        state);
  }

  @Override
  public SourceReader<T, OffsetRange> createReader(SourceContext context, OffsetRange split) {
    return new Reader((int) split.getFrom(), (int) split.getTo());
  }

  private final class Reader implements SourceReader<T, OffsetRange> {

    private final int end;
    private int next;

    Reader(int next, int end) {
      this.next = next;
      this.end = end;
    }

    @Override
    public Status poll(SourceOutput<T> output, int maxElements) throws IOException {
      int until = Math.min(end, next + Math.min(maxElements, end - next));
      while (next < until) {
        T element = decode(next);
        if (timestampMillis == null) {
          output.output(element);
        } else {
          output.output(element, timestampMillis[next]);
        }
        next++;
      }
      return next < end ? Status.MORE : Status.FINISHED;
    }

    private T decode(int index) throws IOException {
      try {
        return CoderUtils.decodeFromByteArray(coder, elements[index]);
      } catch (CoderException e) {
        throw new IOException("element " + index + " cannot be decoded: " + e.getMessage(), e);
      }
    }

    @Override
    public OffsetRange snapshot() {
      return new OffsetRange(next, end);
    }

    @Override
    public long backlogElements() {
      return (long) end - next;
    }

    @Override
    public long backlogBytes() {
      long bytes = 0;
      for (int i = next; i < end; i++) {
        bytes += elements[i].length;
      }
      return bytes;
    }

    @Override
    public void close() {}
  }
}
