package io.millrace.sdk.transforms;

import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The output of primitive transforms that drop what comes too late, for what they drop. */
final class LateDataOutput {

  private LateDataOutput() {}

  /**
   * Gives a transform the output if the windowing of its input has a tag for it: the elements of
   * the input, as they came.
   *
   * @param output the main output of the transform
   * @param taken the tags of the other outputs
   * @throws IllegalArgumentException if the tag is one of them
   */
  static <T extends @Nullable Object> void add(
      PCollection<T> input, PCollection<?> output, Collection<TupleTag<?>> taken) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    TupleTag<?> tag = strategy.getLateDataTag();
    if (tag == null) {
      return;
    }
    if (taken.contains(tag)) {
      throw new IllegalArgumentException(
          String.format(
              "The late data of %s is to be given out as %s, but that is the tag of another output."
                  + " Give withLateDataOutput(...) a tag with an id of its own.",
              input.getName(), tag));
    }
    PCollection<T> late =
        PCollection.createPrimitiveOutputInternal(
            input.getPipeline(),
            // Who drops data of this collection in turn is for its readers to say.
            strategy.withLateDataTag(null),
            input.isBounded(),
            input.getCoder(),
            new TupleTag<T>(tag.getId()));
    if (input.getTypeDescriptor() != null) {
      late.setTypeDescriptor(input.getTypeDescriptor());
    }
    output.setLateDataInternal(late);
  }
}
