package io.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a file and those appended to it, as {@code tail -f} shows them. */
public final class TailSource extends Source<String, Long> {
  private static final long serialVersionUID = 1;
  private static final int LONGEST_LINE = 1 << 16;
  private final String file;

  /** Reads the file of that name, which must be there. */
  public TailSource(String file) {
    this.file = file;
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public Coder<String> getOutputCoder() {
    return StringUtf8Coder.of();
  }

  @Override
  public Coder<Long> getSplitCoder() {
    return VarLongCoder.of();
  }

  @Override
  public SplitEnumerator<Long> createEnumerator(SourceContext context, byte @Nullable [] state) {
    return SplitEnumerator.of(List.of(0L), state);
  }

  @Override
  public SourceReader<String, Long> createReader(SourceContext context, Long position)
      throws IOException {
    RandomAccessFile content = new RandomAccessFile(file, "r");
    byte[] bytes = new byte[LONGEST_LINE];
    return new SourceReader<>() {
      private long next = position;

      @Override
      public Status poll(SourceOutput<String> output, int maxElements) throws IOException {
        content.seek(next);
        int length = Math.max(0, content.read(bytes));
        int start = 0;
        for (int i = 0, given = 0; i < length && given < maxElements; i++) {
          if (bytes[i] == '\n') {
            output.output(new String(bytes, start, i - start, UTF_8));
            start = i + 1;
            given++;
          }
        }
        if (content.length() < next || (start == 0 && length == LONGEST_LINE)) {
          throw new IOException(file + " is cut before, or has a long line at, byte " + next);
        }
        next += start;
        return start > 0 ? Status.MORE : Status.IDLE;
      }

      @Override
      public Long snapshot() {
        return next;
      }

      @Override
      public void close() throws IOException {
        content.close();
      }
    };
  }
}
