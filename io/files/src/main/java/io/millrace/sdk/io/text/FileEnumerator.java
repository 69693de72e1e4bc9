package io.millrace.sdk.io.text;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SplitEnumerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks once for the files of a pattern, and cuts them into splits. Its snapshot is one byte:
 * whether it has.
 *
 * @param <SplitT> the type of the splits
 */
public final class FileEnumerator<SplitT> implements SplitEnumerator<SplitT> {

  /**
   * Cuts files.
   *
   * @param <SplitT> the type of the splits
   */
  public interface Cutter<SplitT> {

    /**
     * The splits of a file.
     *
     * @param rangeBytes a good size of splits, where a file can be cut
     */
    List<? extends SplitT> cut(Metadata file, long rangeBytes) throws IOException;
  }

  private final String pattern;
  private final EmptyMatchTreatment emptyMatchTreatment;
  private final int parallelism;
  private final Cutter<SplitT> cutter;
  private boolean finished;

  /**
   * An enumerator.
   *
   * @param emptyMatchTreatment what happens if there is no file
   * @param state the snapshot of one that came before, or null
   */
  public FileEnumerator(
      String pattern,
      EmptyMatchTreatment emptyMatchTreatment,
      SourceContext context,
      byte @Nullable [] state,
      Cutter<SplitT> cutter) {
    this.pattern = pattern;
    this.emptyMatchTreatment = emptyMatchTreatment;
    this.parallelism = context.parallelism();
    this.finished = state != null && state[0] != 0;
    this.cutter = cutter;
  }

  @Override
  public List<SplitT> discover(long nowMillis) throws IOException {
    if (finished) {
      return List.of();
    }
    List<Metadata> files = FileSystems.match(pattern, emptyMatchTreatment).metadata();
    long totalBytes = 0;
    for (Metadata file : files) {
      totalBytes += file.sizeBytes();
    }
    long rangeBytes = FileSplitter.rangeBytes(totalBytes, parallelism);
    List<SplitT> splits = new ArrayList<>();
    for (Metadata file : files) {
      splits.addAll(cutter.cut(file, rangeBytes));
    }
    finished = true;
    return splits;
  }

  @Override
  public boolean isFinished() {
    return finished;
  }

  @Override
  public byte[] snapshot() {
    return new byte[] {(byte) (finished ? 1 : 0)};
  }

  @Override
  public void close() {}
}
