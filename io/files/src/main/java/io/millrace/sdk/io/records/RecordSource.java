package io.millrace.sdk.io.records;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.records.ReadRecord.ReadRecordCoder;
import io.millrace.sdk.io.records.RecordRange.RecordRangeCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.io.text.FileEnumerator;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The records of the files that a pattern stands for. Which files these are is found out when the
 * job starts; what is added to a file later is not read.
 *
 * @param <T> the type of the records
 * @param <OutT> the type of the elements: the records themselves, or records good and bad
 */
public final class RecordSource<T, OutT> extends Source<OutT, RecordRange> {
  private static final long serialVersionUID = 1;

  /**
   * Which files are read.
   *
   * @param pattern the name of a file, or a pattern
   * @param emptyMatchTreatment what happens if there is no file
   * @param compression of the files
   */
  public record Files(
      String pattern, EmptyMatchTreatment emptyMatchTreatment, Compression compression)
      implements Serializable {}

  /** What becomes of records, good and bad. */
  private interface Treatment<T, OutT> extends Serializable {
    RecordOutput<T> into(SourceOutput<OutT> output);
  }

  private final Files files;
  private final RecordReading<T> reading;
  private final Coder<OutT> coder;
  private final Treatment<T, OutT> treatment;

  private RecordSource(
      Files files, RecordReading<T> reading, Coder<OutT> coder, Treatment<T, OutT> treatment) {
    this.files = files;
    this.reading = reading;
    this.coder = coder;
    this.treatment = treatment;
  }

  /** A source that fails at the first bad record. */
  public static <T> RecordSource<T, T> ofGood(
      Files files, RecordReading<T> reading, Coder<T> coder) {
    return new RecordSource<>(files, reading, coder, new OnlyGood<>());
  }

  /** A source that gives bad records too. */
  static <T> RecordSource<T, ReadRecord<T>> ofAll(
      Files files, RecordReading<T> reading, Coder<T> coder) {
    return new RecordSource<>(files, reading, new ReadRecordCoder<>(coder), new GoodAndBad<>());
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.BOUNDED;
  }

  @Override
  public Coder<OutT> getOutputCoder() {
    return coder;
  }

  @Override
  public Coder<RecordRange> getSplitCoder() {
    return RecordRangeCoder.of();
  }

  @Override
  public SplitEnumerator<RecordRange> createEnumerator(
      SourceContext context, byte @Nullable [] state) {
    return new FileEnumerator<>(
        files.pattern,
        files.emptyMatchTreatment,
        context,
        state,
        (file, rangeBytes) -> reading.cut(file, files.compression, rangeBytes));
  }

  @Override
  public SourceReader<OutT, RecordRange> createReader(SourceContext context, RecordRange split)
      throws IOException {
    return new Reader<>(reading.open(split), treatment);
  }

  @Override
  public String toString() {
    return files.pattern;
  }

  private record OnlyGood<T>() implements Treatment<T, T> {
    @Override
    public RecordOutput<T> into(SourceOutput<T> output) {
      return RecordOutput.ofGood(output::output);
    }
  }

  private record GoodAndBad<T>() implements Treatment<T, ReadRecord<T>> {
    @Override
    public RecordOutput<T> into(SourceOutput<ReadRecord<T>> output) {
      return RecordOutput.ofAll(
          good -> output.output(new ReadRecord<>(good, null)),
          bad -> output.output(new ReadRecord<>(null, bad)));
    }
  }

  private static final class Reader<T, OutT> implements SourceReader<OutT, RecordRange> {

    private final RecordReader<T> records;
    private final Treatment<T, OutT> treatment;

    Reader(RecordReader<T> records, Treatment<T, OutT> treatment) {
      this.records = records;
      this.treatment = treatment;
    }

    @Override
    public Status poll(SourceOutput<OutT> output, int maxElements) throws IOException {
      RecordOutput<T> into = treatment.into(output);
      for (int i = 0; i < maxElements; i++) {
        if (!records.next(into)) {
          return Status.FINISHED;
        }
      }
      return Status.MORE;
    }

    @Override
    public RecordRange snapshot() {
      return records.rest();
    }

    @Override
    public long backlogBytes() {
      long left = records.backlogBytes();
      return left < 0 ? BACKLOG_UNKNOWN : left;
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
