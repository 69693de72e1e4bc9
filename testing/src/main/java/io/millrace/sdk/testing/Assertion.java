package io.millrace.sdk.testing;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PDone;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks a collection while the pipeline runs. All elements come together in one place, with one
 * more that stands for none, so that an empty collection is checked as well; that happens when the
 * collection has ended.
 */
final class Assertion<T extends @Nullable Object, V extends @Nullable Object>
    extends PTransform<PCollection<T>, PDone> {

  private static final long serialVersionUID = 1;

  /** Names the step that checks and counts. */
  private static final String CHECK = "Check";

  private static final int KEY = 0;

  private final AssertionSite site;
  private final Selection selection;
  private final Shape<T, V> shape;
  private final Check<V> check;

  Assertion(AssertionSite site, Selection selection, Shape<T, V> shape, Check<V> check) {
    super("PAssert");
    this.site = site;
    this.selection = selection;
    this.shape = shape;
    this.check = check;
  }

  /** Where it was made. */
  AssertionSite site() {
    return site;
  }

  /** The assertions of a pipeline, by the full names of the steps that check them. */
  static Map<String, AssertionSite> of(Pipeline pipeline) {
    Map<String, AssertionSite> found = new LinkedHashMap<>();
    pipeline.graph().forEach(node -> collect(node, found));
    return found;
  }

  private static void collect(TransformNode node, Map<String, AssertionSite> found) {
    if (node.transform() instanceof Assertion<?, ?> assertion) {
      found.put(node.fullName() + "/" + CHECK, assertion.site);
    }
  }

  @Override
  public PDone expand(PCollection<T> input) {
    WindowingStrategy<?, ?> atTheEnd = atTheEnd(input);
    Coder<KV<Integer, @Nullable Observed<T>>> coder =
        KvCoder.of(
            VarIntCoder.of(),
            NullableCoder.of(new Observed.ObservedCoder<>(input.getCoder(), windowCoder(input))));
    PCollection<KV<Integer, @Nullable Observed<T>>> elements =
        input
            .apply("Observe", ParDo.of(new Observe<T>()))
            .setCoder(coder)
            .setWindowingStrategyInternal(atTheEnd);
    PCollection<KV<Integer, @Nullable Observed<T>>> none =
        input
            .getPipeline()
            .begin()
            .apply("Impulse", Impulse.create())
            .apply("None", ParDo.of(new None<T>()))
            .setCoder(coder)
            .setWindowingStrategyInternal(atTheEnd);
    PCollectionList.of(elements)
        .and(none)
        .apply("Flatten", Flatten.pCollections())
        .apply("Gather", GroupByKey.create())
        .apply(CHECK, ParDo.of(new Checker<>(site, selection, shape, check)))
        .setCoder(VoidCoder.of());
    return PDone.in(input.getPipeline());
  }

  /** The global window, fired once: where there is no end, when it is closed for good. */
  private static WindowingStrategy<?, ?> atTheEnd(PCollection<?> input) {
    WindowingStrategy<?, ?> global = WindowingStrategy.globalDefault();
    return input.isBounded() == IsBounded.BOUNDED
        ? global
        : global
            .withTrigger(Never.ever())
            .withMode(WindowingStrategy.AccumulationMode.DISCARDING_FIRED_PANES)
            .withAllowedLateness(input.getWindowingStrategy().getAllowedLateness());
  }

  /** The coder of a collection's windows. */
  @SuppressWarnings("unchecked") // it encodes the windows that the function makes, and no others
  static Coder<BoundedWindow> windowCoder(PCollection<?> input) {
    return (Coder<BoundedWindow>) input.getWindowingStrategy().getWindowFn().windowCoder();
  }

  /** Notes in which window and pane an element is. */
  static final class Observe<T extends @Nullable Object>
      extends DoFn<T, KV<Integer, @Nullable Observed<T>>> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element T element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<KV<Integer, @Nullable Observed<T>>> out) {
      out.outputWindowedValue(
          KV.of(KEY, new Observed<>(element, timestamp, window, pane)),
          timestamp,
          List.of(GlobalWindow.INSTANCE),
          PaneInfo.NO_FIRING);
    }
  }

  /** The sign that makes the check run where there are no elements. */
  static final class None<T extends @Nullable Object>
      extends DoFn<byte[], KV<Integer, @Nullable Observed<T>>> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    @SuppressWarnings("NullAway") // the checker takes values of pairs for non-null
    public void processElement(OutputReceiver<KV<Integer, @Nullable Observed<T>>> out) {
      out.output(KV.of(KEY, null));
    }
  }

  /** Checks, counts and throws. */
  static final class Checker<T extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<Integer, Iterable<@Nullable Observed<T>>>, @Nullable Void> {

    private static final long serialVersionUID = 1;

    private final AssertionSite site;
    private final Selection selection;
    private final Shape<T, V> shape;
    private final Check<V> check;

    Checker(AssertionSite site, Selection selection, Shape<T, V> shape, Check<V> check) {
      this.site = site;
      this.selection = selection;
      this.shape = shape;
      this.check = check;
    }

    @ProcessElement
    public void processElement(@Element KV<Integer, Iterable<@Nullable Observed<T>>> all) {
      List<Observed<T>> elements = new ArrayList<>();
      for (Observed<T> element : all.getValue()) {
        if (element != null) {
          elements.add(element);
        }
      }
      AssertionError failure = failure(elements);
      if (failure != null) {
        AssertionCounters.FAILURE.inc();
        throw failure;
      }
      AssertionCounters.SUCCESS.inc();
    }

    private @Nullable AssertionError failure(List<Observed<T>> elements) {
      try {
        check.check(shape.of(selection.of(elements)));
        return null;
      } catch (Unmet e) {
        return site.error(
            e.getMessage() + selection.describe(elements), null, selection.windowOnly());
      } catch (AssertionError | RuntimeException e) {
        String message = e instanceof AssertionError ? e.getMessage() : e.toString();
        return site.error(message + selection.describe(elements), e, selection.windowOnly());
      }
    }
  }
}
