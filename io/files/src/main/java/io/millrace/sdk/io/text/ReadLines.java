package io.millrace.sdk.io.text;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Reshuffle;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;

/** The lines of files that are elements: large files are cut into ranges first. */
public final class ReadLines extends PTransform<PCollection<ReadableFile>, PCollection<String>> {
  private static final long serialVersionUID = 1;

  private static final long RANGE_BYTES = 64L << 20;

  private final FileSplitter splitter;

  /** Reads with these line ends and headers. */
  public ReadLines(FileSplitter splitter) {
    this.splitter = splitter;
  }

  @Override
  public PCollection<String> expand(PCollection<ReadableFile> input) {
    return input
        .apply("SplitFiles", ParDo.of(new SplitFn(splitter)))
        .setCoder(FileRangeCoder.of())
        .apply("SpreadRanges", Reshuffle.viaRandomKey())
        .apply("ReadRanges", ParDo.of(new ReadFn(splitter.lineEnd())))
        .setCoder(StringUtf8Coder.of());
  }

  private static final class SplitFn extends DoFn<ReadableFile, FileRange> {
    private static final long serialVersionUID = 1;

    private final FileSplitter splitter;

    SplitFn(FileSplitter splitter) {
      this.splitter = splitter;
    }

    @ProcessElement
    public void process(@Element ReadableFile file, OutputReceiver<FileRange> receiver)
        throws IOException {
      for (FileRange range :
          splitter.split(file.getMetadata(), file.getCompression(), RANGE_BYTES)) {
        receiver.output(range);
      }
    }
  }

  private static final class ReadFn extends DoFn<FileRange, String> {
    private static final long serialVersionUID = 1;

    private final LineEnd lineEnd;

    ReadFn(LineEnd lineEnd) {
      this.lineEnd = lineEnd;
    }

    @ProcessElement
    public void process(@Element FileRange range, OutputReceiver<String> receiver)
        throws IOException {
      try (LineReader reader = LineReader.open(range, lineEnd)) {
        for (String line = reader.nextLine(); line != null; line = reader.nextLine()) {
          receiver.output(line);
        }
      }
    }
  }
}
