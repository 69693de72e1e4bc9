package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.transforms.DoFn.StateId;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.POutput;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TypeDescriptor;
import java.util.List;

/**
 * What a grouping dropped because it came too late, as a collection.
 *
 * <pre>{@code
 * TupleTag<KV<String, Payment>> late = new TupleTag<>("late") {};
 * PCollection<KV<String, Long>> totals =
 *     payments
 *         .apply(
 *             Window.<KV<String, Payment>>into(FixedWindows.of(Duration.ofMinutes(1)))
 *                 .withAllowedLateness(Duration.ZERO)
 *                 .withLateDataOutput(late))
 *         .apply(Combine.perKey(new SumOfPayments()));
 * PCollection<KV<String, Payment>> tooLate = LateData.of(late, totals);
 * }</pre>
 *
 * <p>The elements are those that the grouping got: key and value, with their own timestamp and
 * pane, in the window that had expired or was closed; an element in several windows is there once
 * for each of them. What the step emitted and what is here is together what came in, and the
 * counters {@code droppedDueToLateness} and {@code droppedDueToClosedWindow} count what is here.
 *
 * <p>This collection ends if the grouped one does. Its watermark is that of the results: to it, the
 * elements are late. A grouping in the same windows would drop most of them again: put them into
 * others first, for instance {@link GlobalWindows} with a trigger.
 *
 * <p>Composites group what they made of their input, and that is what is here: {@code
 * Count.perElement()} the elements as keys, without values; {@code Combine.globally(...)} the
 * elements as values, without keys; {@code CoGroupByKey} its union values. Where nothing can be
 * late (bounded input with the default trigger, for one) the collection is empty.
 */
public final class LateData {

  private LateData() {}

  /**
   * What a step dropped, by the tag that its windowing has from {@link Window#withLateDataOutput}.
   *
   * @param result the output of the step that drops ({@link GroupByKey} or another grouping, or a
   *     function with {@link StateId state} or timers), or of a composite with one such step in it
   * @throws IllegalArgumentException if no step in there has the tag, or several have, or if the
   *     type of the tag is not that of the elements
   */
  public static <T extends KV<?, ?>> PCollection<T> of(TupleTag<T> tag, POutput result) {
    List<TransformNode> producers = result.getPipeline().producersInternal(result);
    for (TransformNode producer : producers) {
      List<PCollection<?>> found =
          producer.lateOutputs().stream()
              .filter(late -> late.getTagInternal().equals(tag))
              .toList();
      if (found.size() > 1) {
        throw new IllegalArgumentException(
            String.format(
                "Several steps of transform %s have the late data output %s: %s. Give LateData.of"
                    + " the output of one of them, or have each its own tag.",
                producer.fullName(), tag, names(found)));
      }
      if (found.size() == 1) {
        return typed(tag, found.get(0));
      }
    }
    throw missing(tag, producers);
  }

  private static IllegalArgumentException missing(TupleTag<?> tag, List<TransformNode> producers) {
    if (producers.isEmpty()) {
      return new IllegalArgumentException(
          "LateData.of needs what a transform gave out when it was applied, such as the output of a"
              + " GroupByKey");
    }
    TransformNode outermost = producers.get(producers.size() - 1);
    List<PCollection<?>> others = outermost.lateOutputs();
    return new IllegalArgumentException(
        String.format(
            "No step of transform %s has the late data output %s (%s). Apply"
                + " Window.configure().withLateDataOutput(...) with this tag before the grouping, and"
                + " give LateData.of the output of the grouping itself, or of a composite that it is"
                + " in.",
            outermost.fullName(),
            tag,
            others.isEmpty() ? "there are none" : "there are " + names(others)));
  }

  @SuppressWarnings("unchecked") // checked as far as types are known
  private static <T> PCollection<T> typed(TupleTag<T> tag, PCollection<?> late) {
    TypeDescriptor<T> wanted = tag.getTypeDescriptor();
    TypeDescriptor<?> actual = typeOf(late);
    if (wanted != null
        && !actual.hasUnresolvedParameters()
        && !wanted.isSupertypeOf(actual)
        && !actual.isSupertypeOf(wanted)) {
      throw new IllegalArgumentException(
          String.format(
              "The late data %s is of the type %s, but the tag %s is for %s. Make the tag for the"
                  + " elements that the grouping gets.",
              late.getName(), actual, tag, wanted));
    }
    return (PCollection<T>) late;
  }

  private static TypeDescriptor<?> typeOf(PCollection<?> collection) {
    TypeDescriptor<?> type = collection.getTypeDescriptor();
    return type != null && !type.hasUnresolvedParameters()
        ? type
        : collection.getCoder().getEncodedTypeDescriptor();
  }

  private static List<String> names(List<PCollection<?>> collections) {
    return collections.stream().map(PCollection::getName).toList();
  }
}
