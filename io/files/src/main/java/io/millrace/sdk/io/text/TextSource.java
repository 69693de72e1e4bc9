package io.millrace.sdk.io.text;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the files that a pattern stands for.
 *
 * <p>Which files these are is found out when the job starts; what is added to a file later is not
 * read.
 */
public final class TextSource extends Source<String, FileRange> {
  private static final long serialVersionUID = 1;

  private final String pattern;
  private final EmptyMatchTreatment emptyMatchTreatment;
  private final Compression compression;
  private final FileSplitter splitter;

  /**
   * A source.
   *
   * @param pattern the name of a file, or a pattern
   * @param emptyMatchTreatment what happens if there is no file
   * @param compression of the files
   * @param splitter knows line ends and headers
   */
  public TextSource(
      String pattern,
      EmptyMatchTreatment emptyMatchTreatment,
      Compression compression,
      FileSplitter splitter) {
    this.pattern = pattern;
    this.emptyMatchTreatment = emptyMatchTreatment;
    this.compression = compression;
    this.splitter = splitter;
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.BOUNDED;
  }

  @Override
  public Coder<String> getOutputCoder() {
    return StringUtf8Coder.of();
  }

  @Override
  public Coder<FileRange> getSplitCoder() {
    return FileRangeCoder.of();
  }

  @Override
  public SplitEnumerator<FileRange> createEnumerator(
      SourceContext context, byte @Nullable [] state) {
    return new FileEnumerator<>(
        pattern,
        emptyMatchTreatment,
        context,
        state,
        (file, rangeBytes) -> splitter.split(file, compression, rangeBytes));
  }

  @Override
  public SourceReader<String, FileRange> createReader(SourceContext context, FileRange split)
      throws IOException {
    return LineReader.open(split, splitter.lineEnd());
  }
}
