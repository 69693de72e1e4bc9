package io.millrace.sdk.io.source;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where elements come from: the one interface for input that ends and input that does not.
 *
 * <p>A source is cut into splits. One {@link SplitEnumerator} for each job finds them; any number
 * of {@link SourceReader}s read them, one split at a time each. A split is also a position: what a
 * reader's {@link SourceReader#snapshot} gives is a split that continues where the reader is, so
 * that everything can be taken up again after a failure.
 *
 * <p>Immutable and serialisable.
 *
 * @param <T> the type of the elements
 * @param <SplitT> the type of the splits
 */
public abstract class Source<T extends @Nullable Object, SplitT>
    implements Serializable, HasDisplayData {

  private static final long serialVersionUID = 1;

  /** Whether the source ends. */
  public abstract IsBounded isBounded();

  /**
   * Whether the source can tell where its input ends now. If the {@link
   * SourceContext#availableNow() context} asks for that, its enumerator finds the splits that are
   * there and is finished, and its readers finish where the input ended when they were made.
   */
  public boolean supportsAvailableNow() {
    return isBounded() == IsBounded.BOUNDED;
  }

  /** The coder of the elements. */
  public abstract Coder<T> getOutputCoder();

  /** The coder of splits, used when they are sent to readers and kept in snapshots. */
  public abstract Coder<SplitT> getSplitCoder();

  /**
   * Checks the configuration, at construction of the pipeline and without I/O.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public void validate() {}

  /**
   * Makes the one enumerator of a job.
   *
   * @param state what {@link SplitEnumerator#snapshot} gave, to go on from there; null to begin
   * @throws IOException if the source cannot be reached; the message names it
   */
  public abstract SplitEnumerator<SplitT> createEnumerator(
      SourceContext context, byte @Nullable [] state) throws IOException;

  /**
   * Makes a reader of one split.
   *
   * @throws IOException if the split cannot be opened; the message names what was opened
   */
  public abstract SourceReader<T, SplitT> createReader(SourceContext context, SplitT split)
      throws IOException;

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {}
}
