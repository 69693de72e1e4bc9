package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Reshuffle;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;

/**
 * The elements of files that are elements: large files are cut into parts first.
 *
 * @param <T> the type of the elements that are read
 */
public final class ReadParts<T> extends PTransform<PCollection<ReadableFile>, PCollection<T>> {
  private static final long serialVersionUID = 1;

  private final PartFormat<T> format;
  private final Coder<T> coder;

  /** Reads files of a format; the coder is that of the elements. */
  public ReadParts(PartFormat<T> format, Coder<T> coder) {
    this.format = format;
    this.coder = coder;
  }

  @Override
  public PCollection<T> expand(PCollection<ReadableFile> input) {
    return input
        .apply("SplitFiles", ParDo.of(new SplitFn()))
        .setCoder(FilePartCoder.of())
        .apply("SpreadParts", Reshuffle.viaRandomKey())
        .apply("ReadParts", ParDo.of(new ReadFn<>(format)))
        .setCoder(coder);
  }

  private static final class SplitFn extends DoFn<ReadableFile, FilePart> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element ReadableFile file, OutputReceiver<FilePart> receiver)
        throws IOException {
      if (file.getCompression() != Compression.UNCOMPRESSED) {
        throw new IOException(
            String.format(
                "cannot read %s: blocks of a file that is compressed as a whole (%s) cannot be"
                    + " found; decompress it first",
                file.getMetadata().resourceId(), file.getCompression()));
      }
      for (FilePart part : Parts.of(file.getMetadata(), Parts.STANDARD_BYTES)) {
        receiver.output(part);
      }
    }
  }

  private static final class ReadFn<T> extends DoFn<FilePart, T> {
    private static final long serialVersionUID = 1;

    private final PartFormat<T> format;

    ReadFn(PartFormat<T> format) {
      this.format = format;
    }

    @ProcessElement
    public void process(@Element FilePart part, OutputReceiver<T> receiver) throws IOException {
      try (PartReader<T> reader = format.open(part)) {
        for (T element = reader.next(); element != null; element = reader.next()) {
          receiver.output(element);
        }
      }
    }
  }
}
