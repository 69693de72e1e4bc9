package io.millrace.sdk.io;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PInput;
import io.millrace.sdk.values.POutput;
import io.millrace.sdk.values.PValue;
import io.millrace.sdk.values.TupleTag;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that a transform wrote, for what comes after it in the pipeline.
 *
 * @param <DestinationT> what tells several outputs of one transform apart
 */
public final class WriteFilesResult<DestinationT extends @Nullable Object> implements POutput {

  private final Pipeline pipeline;
  private final TupleTag<KV<DestinationT, String>> tag = new TupleTag<>("filenames");
  private final PCollection<KV<DestinationT, String>> perDestinationOutputFilenames;

  private WriteFilesResult(PCollection<KV<DestinationT, String>> perDestinationOutputFilenames) {
    this.pipeline = perDestinationOutputFilenames.getPipeline();
    this.perDestinationOutputFilenames = perDestinationOutputFilenames;
  }

  static <DestinationT extends @Nullable Object> WriteFilesResult<DestinationT> of(
      PCollection<KV<DestinationT, String>> filenames) {
    return new WriteFilesResult<>(filenames);
  }

  @SuppressWarnings("unchecked") // with one destination all keys are null, which is of every type
  static <DestinationT extends @Nullable Object> WriteFilesResult<DestinationT> ofOneDestination(
      PCollection<KV<@Nullable Void, String>> filenames) {
    return new WriteFilesResult<>(
        (PCollection<KV<DestinationT, String>>) (PCollection<?>) filenames);
  }

  /**
   * The names of the files by destination. They come when the files can be read under these names;
   * where there is one destination only, the key is null.
   */
  public PCollection<KV<DestinationT, String>> getPerDestinationOutputFilenames() {
    return perDestinationOutputFilenames;
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Map.of(tag, perDestinationOutputFilenames);
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
