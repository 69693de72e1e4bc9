package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deals the elements of a collection out to several, by a function that gives the index of one.
 *
 * <pre>{@code
 * PCollectionList<Student> deciles =
 *     students.apply(Partition.of(10, (student, n) -> student.percentile() * n / 100));
 * PCollection<Student> best = deciles.get(9);
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <T> the type of the elements
 */
public class Partition<T extends @Nullable Object>
    extends PTransform<PCollection<T>, PCollectionList<T>> {

  /**
   * Gives the index of the collection that an element goes to, from 0 to one less than there are.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  public interface PartitionFn<T extends @Nullable Object> extends Serializable {
    /** The index of the collection that the element goes to. */
    int partitionFor(T elem, int numPartitions);
  }

  /**
   * A {@link PartitionFn} that may read side inputs.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  public interface PartitionWithSideInputsFn<T extends @Nullable Object> extends Serializable {
    /** The index of the collection that the element goes to. */
    int partitionFor(T elem, int numPartitions, Contextful.Fn.Context ct);
  }

  private final int numPartitions;
  private final PartitionWithSideInputsFn<? super T> fn;
  private final Class<?> fnClass;
  private final Requirements requirements;

  private Partition(
      int numPartitions,
      PartitionWithSideInputsFn<? super T> fn,
      Class<?> fnClass,
      Requirements requirements) {
    if (numPartitions <= 0) {
      throw new IllegalArgumentException(
          "Partition.of(" + numPartitions + ", ...): give a number of partitions above 0");
    }
    this.numPartitions = numPartitions;
    this.fn = fn;
    this.fnClass = fnClass;
    this.requirements = requirements;
  }

  /**
   * Deals out to as many collections, by a function that may read side inputs.
   *
   * @throws IllegalArgumentException if there are to be none
   */
  public static <T extends @Nullable Object> Partition<T> of(
      int numPartitions,
      PartitionWithSideInputsFn<? super T> partitionFn,
      Requirements requirements) {
    return new Partition<>(numPartitions, partitionFn, partitionFn.getClass(), requirements);
  }

  /**
   * Deals out to as many collections.
   *
   * @throws IllegalArgumentException if there are to be none
   */
  public static <T extends @Nullable Object> Partition<T> of(
      int numPartitions, PartitionFn<? super T> partitionFn) {
    return new Partition<>(
        numPartitions,
        new WithoutSideInputs<T>(partitionFn),
        partitionFn.getClass(),
        Requirements.empty());
  }

  private record WithoutSideInputs<T extends @Nullable Object>(PartitionFn<? super T> fn)
      implements PartitionWithSideInputsFn<T> {
    @Override
    public int partitionFor(T elem, int numPartitions, Contextful.Fn.Context ct) {
      return fn.partitionFor(elem, numPartitions);
    }
  }

  @Override
  public PCollectionList<T> expand(PCollection<T> input) {
    List<TupleTag<T>> tags = PartitionDoFn.tags(numPartitions);
    PCollectionTuple outputs =
        input.apply(
            "Partition",
            ParDo.of(new PartitionDoFn<T>(numPartitions, fn))
                .withOutputTags(tags.get(0), TupleTagList.empty().and(others(tags)))
                .withSideInputs(requirements.getSideInputs()));
    PCollectionList<T> list = PCollectionList.empty(input.getPipeline());
    for (TupleTag<T> tag : tags) {
      PCollection<T> output = outputs.get(tag).setCoder(input.getCoder());
      TypeDescriptor<T> type = input.getTypeDescriptor();
      list = list.and(type == null ? output : output.setTypeDescriptor(type));
    }
    return list;
  }

  private static <T extends @Nullable Object> List<TupleTag<?>> others(List<TupleTag<T>> tags) {
    return new ArrayList<>(tags.subList(1, tags.size()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("numPartitions", numPartitions).withLabel("Partition Count"))
        .add(DisplayData.item("partitionFn", fnClass).withLabel("Partition Function"));
  }

  static final class PartitionDoFn<T extends @Nullable Object> extends DoFn<T, T> {

    private static final long serialVersionUID = 1;

    private final int numPartitions;
    private final PartitionWithSideInputsFn<? super T> fn;
    private transient @Nullable List<TupleTag<T>> tags;

    PartitionDoFn(int numPartitions, PartitionWithSideInputsFn<? super T> fn) {
      this.numPartitions = numPartitions;
      this.fn = fn;
    }

    static <T extends @Nullable Object> List<TupleTag<T>> tags(int count) {
      List<TupleTag<T>> tags = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        tags.add(new TupleTag<>(Integer.toString(i)));
      }
      return tags;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      List<TupleTag<T>> known = tags;
      if (known == null) {
        known = tags(numPartitions);
        tags = known;
      }
      T element = c.element();
      int index =
          fn.partitionFor(element, numPartitions, Contextful.Fn.Context.wrapProcessContext(c));
      if (index < 0 || index >= numPartitions) {
        throw new IndexOutOfBoundsException(
            String.format(
                "The partition function gave %d for the element %s; it must give an index from 0"
                    + " to %d",
                index, element, numPartitions - 1));
      }
      c.output(known.get(index), element);
    }
  }
}
