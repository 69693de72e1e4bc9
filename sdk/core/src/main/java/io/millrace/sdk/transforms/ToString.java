package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Makes text of elements; null becomes {@code null}. */
public final class ToString {

  private ToString() {}

  /** Makes of each element what its {@code toString} gives. */
  public static PTransform<PCollection<?>, PCollection<String>> elements() {
    return new Elements();
  }

  /** Makes of each pair key and value with a comma between. */
  public static PTransform<PCollection<? extends KV<?, ?>>, PCollection<String>> kvs() {
    return kvs(",");
  }

  /** Makes of each pair key and value with the delimiter between. */
  public static PTransform<PCollection<? extends KV<?, ?>>, PCollection<String>> kvs(
      String delimiter) {
    return new KVs(delimiter);
  }

  /** Makes of each iterable its elements with commas between. */
  public static PTransform<PCollection<? extends Iterable<?>>, PCollection<String>> iterables() {
    return iterables(",");
  }

  /** Makes of each iterable its elements with delimiters between. */
  public static PTransform<PCollection<? extends Iterable<?>>, PCollection<String>> iterables(
      String delimiter) {
    return new Iterables(delimiter);
  }

  private static final class Elements extends PTransform<PCollection<?>, PCollection<String>> {
    @Override
    public PCollection<String> expand(PCollection<?> input) {
      return input.apply(
          "Map",
          ParDo.of(new ElementDoFn.Map<>(new ElementText(), null, TypeDescriptors.strings())));
    }
  }

  private static final class KVs
      extends PTransform<PCollection<? extends KV<?, ?>>, PCollection<String>> {

    private final String delimiter;

    KVs(String delimiter) {
      this.delimiter = delimiter;
    }

    @Override
    public PCollection<String> expand(PCollection<? extends KV<?, ?>> input) {
      return input.apply(
          "Map",
          ParDo.of(
              new ElementDoFn.Map<>(new PairText(delimiter), null, TypeDescriptors.strings())));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("delimiter", delimiter).withLabel("Delimiter"));
    }
  }

  private static final class Iterables
      extends PTransform<PCollection<? extends Iterable<?>>, PCollection<String>> {

    private final String delimiter;

    Iterables(String delimiter) {
      this.delimiter = delimiter;
    }

    @Override
    public PCollection<String> expand(PCollection<? extends Iterable<?>> input) {
      return input.apply(
          "Map",
          ParDo.of(
              new ElementDoFn.Map<>(new IterableText(delimiter), null, TypeDescriptors.strings())));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("delimiter", delimiter).withLabel("Delimiter"));
    }
  }

  private record ElementText() implements ProcessFunction<@Nullable Object, String> {
    @Override
    public String apply(@Nullable Object element) {
      return String.valueOf(element);
    }
  }

  private record PairText(String delimiter) implements ProcessFunction<KV<?, ?>, String> {
    @Override
    public String apply(KV<?, ?> pair) {
      return pair.getKey() + delimiter + pair.getValue();
    }
  }

  private record IterableText(String delimiter) implements ProcessFunction<Iterable<?>, String> {
    @Override
    public String apply(Iterable<?> elements) {
      StringBuilder text = new StringBuilder();
      for (Iterator<?> each = elements.iterator(); each.hasNext(); ) {
        text.append(each.next());
        if (each.hasNext()) {
          text.append(delimiter);
        }
      }
      return text.toString();
    }
  }
}
