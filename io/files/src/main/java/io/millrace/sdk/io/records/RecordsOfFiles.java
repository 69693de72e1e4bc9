package io.millrace.sdk.io.records;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.records.BadRecord.BadRecordCoder;
import io.millrace.sdk.io.records.RecordRange.RecordRangeCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Reshuffle;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.io.IOException;

/** The steps that reading records is made of. */
public final class RecordsOfFiles {

  private static final long RANGE_BYTES = 64L << 20;

  private RecordsOfFiles() {}

  /** The records of files that are elements; the first bad one fails the job. */
  public static <T> PCollection<T> read(
      PCollection<ReadableFile> files, RecordReading<T> reading, Coder<T> coder) {
    return ranges(files, reading)
        .apply("ReadRanges", ParDo.of(new ReadGoodFn<>(reading)))
        .setCoder(coder);
  }

  /** The records of files that are elements, good and bad. */
  public static <T> WithFailures.Result<PCollection<T>, BadRecord> readAll(
      PCollection<ReadableFile> files, RecordReading<T> reading, Coder<T> coder) {
    TupleTag<T> good = new TupleTag<>("records");
    TupleTag<BadRecord> bad = new TupleTag<>("badRecords");
    return both(
        ranges(files, reading)
            .apply(
                "ReadRanges",
                ParDo.of(new ReadAllFn<>(reading, bad)).withOutputTags(good, TupleTagList.of(bad))),
        good,
        bad,
        coder);
  }

  /** The records of the files of a pattern, good and bad. */
  public static <T> WithFailures.Result<PCollection<T>, BadRecord> readAll(
      PBegin begin, RecordSource.Files files, RecordReading<T> reading, Coder<T> coder) {
    TupleTag<T> good = new TupleTag<>("records");
    TupleTag<BadRecord> bad = new TupleTag<>("badRecords");
    return both(
        begin
            .apply("Read", Read.from(RecordSource.ofAll(files, reading, coder)))
            .apply(
                "Separate",
                ParDo.of(new SeparateFn<T>(bad)).withOutputTags(good, TupleTagList.of(bad))),
        good,
        bad,
        coder);
  }

  private static <T> WithFailures.Result<PCollection<T>, BadRecord> both(
      PCollectionTuple tuple, TupleTag<T> good, TupleTag<BadRecord> bad, Coder<T> coder) {
    tuple.get(good).setCoder(coder);
    tuple.get(bad).setCoder(BadRecordCoder.of());
    return WithFailures.Result.of(tuple, good, bad);
  }

  private static <T> PCollection<RecordRange> ranges(
      PCollection<ReadableFile> files, RecordReading<T> reading) {
    return files
        .apply("SplitFiles", ParDo.of(new SplitFn(reading)))
        .setCoder(RecordRangeCoder.of())
        .apply("SpreadRanges", Reshuffle.viaRandomKey());
  }

  private static final class SplitFn extends DoFn<ReadableFile, RecordRange> {
    private static final long serialVersionUID = 1;

    private final RecordReading<?> reading;

    SplitFn(RecordReading<?> reading) {
      this.reading = reading;
    }

    @ProcessElement
    public void process(@Element ReadableFile file, OutputReceiver<RecordRange> receiver)
        throws IOException {
      for (RecordRange range :
          reading.cut(file.getMetadata(), file.getCompression(), RANGE_BYTES)) {
        receiver.output(range);
      }
    }
  }

  private static <T> void readAll(
      RecordReading<T> reading, RecordRange range, RecordOutput<T> output) throws IOException {
    try (RecordReader<T> reader = reading.open(range)) {
      boolean more = true;
      while (more) {
        more = reader.next(output);
      }
    }
  }

  private static final class ReadGoodFn<T> extends DoFn<RecordRange, T> {
    private static final long serialVersionUID = 1;

    private final RecordReading<T> reading;

    ReadGoodFn(RecordReading<T> reading) {
      this.reading = reading;
    }

    @ProcessElement
    public void process(@Element RecordRange range, OutputReceiver<T> receiver) throws IOException {
      readAll(reading, range, RecordOutput.ofGood(receiver::output));
    }
  }

  private static final class ReadAllFn<T> extends DoFn<RecordRange, T> {
    private static final long serialVersionUID = 1;

    private final RecordReading<T> reading;
    private final TupleTag<BadRecord> bad;

    ReadAllFn(RecordReading<T> reading, TupleTag<BadRecord> bad) {
      this.reading = reading;
      this.bad = bad;
    }

    @ProcessElement
    public void process(
        @Element RecordRange range, OutputReceiver<T> receiver, MultiOutputReceiver receivers)
        throws IOException {
      readAll(reading, range, RecordOutput.ofAll(receiver::output, receivers.get(bad)::output));
    }
  }

  private static final class SeparateFn<T> extends DoFn<ReadRecord<T>, T> {
    private static final long serialVersionUID = 1;

    private final TupleTag<BadRecord> bad;

    SeparateFn(TupleTag<BadRecord> bad) {
      this.bad = bad;
    }

    @ProcessElement
    public void process(
        @Element ReadRecord<T> record, OutputReceiver<T> receiver, MultiOutputReceiver receivers) {
      T good = record.good();
      BadRecord unread = record.bad();
      if (good != null) {
        receiver.output(good);
      } else if (unread != null) {
        receivers.get(bad).output(unread);
      }
    }
  }
}
