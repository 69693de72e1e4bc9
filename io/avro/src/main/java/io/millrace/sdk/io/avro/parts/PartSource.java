package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.io.text.FileEnumerator;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The elements of the files that a pattern stands for when the job starts.
 *
 * @param <T> the type of the elements
 */
public final class PartSource<T> extends Source<T, FilePart> {
  private static final long serialVersionUID = 1;

  private final String pattern;
  private final EmptyMatchTreatment emptyMatchTreatment;
  private final PartFormat<T> format;
  private final Coder<T> coder;

  /**
   * A source.
   *
   * @param pattern the name of a file, or a pattern
   * @param emptyMatchTreatment what happens if there is no file
   * @param coder of the elements
   */
  public PartSource(
      String pattern,
      EmptyMatchTreatment emptyMatchTreatment,
      PartFormat<T> format,
      Coder<T> coder) {
    this.pattern = pattern;
    this.emptyMatchTreatment = emptyMatchTreatment;
    this.format = format;
    this.coder = coder;
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
  public Coder<FilePart> getSplitCoder() {
    return FilePartCoder.of();
  }

  @Override
  public SplitEnumerator<FilePart> createEnumerator(
      SourceContext context, byte @Nullable [] state) {
    return new FileEnumerator<>(pattern, emptyMatchTreatment, context, state, Parts::of);
  }

  @Override
  public SourceReader<T, FilePart> createReader(SourceContext context, FilePart split)
      throws IOException {
    return new Reader<>(format.open(split));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("filePattern", pattern).withLabel("File pattern"))
        .include("format", format);
  }

  private record Reader<T>(PartReader<T> reader) implements SourceReader<T, FilePart> {

    @Override
    public Status poll(SourceOutput<T> output, int maxElements) throws IOException {
      for (int i = 0; i < maxElements; i++) {
        T element = reader.next();
        if (element == null) {
          return Status.FINISHED;
        }
        output.output(element);
      }
      return Status.MORE;
    }

    @Override
    public FilePart snapshot() {
      return reader.rest();
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
