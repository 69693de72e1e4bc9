package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.invoke.UserCodeException;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class StageTaskTest {

  private final Pipeline p = Pipeline.create();
  private final Notes notes = new Notes();

  @Test
  void elementsAreProcessedAndGrouped() {
    numbers(6)
        .apply("Key", ParDo.of(new ByRemainder(2)))
        .apply(GroupByKey.create())
        .apply("Note", ParDo.of(new NoteGroups(notes)));

    HandRun.simply(p);

    assertThat(notes.lines()).containsExactlyInAnyOrder("0: [0, 2, 4]", "1: [1, 3, 5]");
  }

  @Test
  void nothingIsLostOrDoubledOrOvertakenHoweverOftenOutputsAreRefused() {
    for (long seed = 0; seed < 25; seed++) {
      Pipeline pipeline = Pipeline.create();
      Notes calls = new Notes();
      Notes results = new Notes();
      pipeline
          .apply(GenerateSequence.from(0).to(9_000))
          .apply("Call", ParDo.of(new NoteCalls(calls)))
          .apply(Redistribute.arbitrarily())
          .apply("Expand", ParDo.of(new Twice()))
          .apply("Result", ParDo.of(new NoteInOrder(results)));

      HandRun.againstRefusals(pipeline, seed);

      assertThat(numbersOf(calls)).as("calls, seed %s", seed).isEqualTo(range(9_000, 1));
      assertThat(numbersOf(results)).as("results, seed %s", seed).isEqualTo(range(9_000, 2));
    }
  }

  @Test
  void groupingsAndCombinesGiveTheSameWhateverIsRefusedAndWithStrictChecks() {
    for (long seed = 0; seed < 25; seed++) {
      Pipeline pipeline = Pipeline.create();
      Notes results = new Notes();
      PCollection<KV<Long, Long>> keyed =
          pipeline
              .apply(GenerateSequence.from(0).to(4_000))
              .apply(Redistribute.arbitrarily())
              .apply("Key", ParDo.of(new ByRemainder(1_500)));
      keyed.apply(GroupByKey.create()).apply("Sizes", ParDo.of(new NoteSizes(results)));
      keyed.apply(Sum.longsPerKey()).apply("Sums", ParDo.of(new NoteSums(results)));

      if (seed % 2 == 0) {
        HandRun.againstRefusals(pipeline, seed);
      } else {
        HandRun.strictly(pipeline, seed);
      }

      List<String> expected = new ArrayList<>();
      for (long key = 0; key < 1_500; key++) {
        boolean three = key < 1_000;
        expected.add(key + " has " + (three ? 3 : 2));
        expected.add(key + " sums to " + (three ? 3 * key + 4_500 : 2 * key + 1_500));
      }
      assertThat(results.lines()).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** Whoever is told that it cannot be saved yet waits for more room, and here there is enough. */
  @Test
  void aTaskThatIsToBeSavedWhileItGivesItsResultsGivesAllForWhichThereIsRoom() {
    numbers(5_000)
        .apply("Key", ParDo.of(new ByRemainder(5_000)))
        .apply(GroupByKey.create())
        .apply("Sizes", ParDo.of(new NoteSizes(notes)));

    HandRun.savedAtTheEnd(p);

    assertThat(notes.lines()).hasSize(5_000).contains("0 has 1", "4999 has 1");
  }

  @Test
  void oneElementMayBecomeMoreThanAllChannelsTake() {
    for (long seed = 0; seed < 20; seed++) {
      Pipeline pipeline = Pipeline.create();
      Notes results = new Notes();
      pipeline
          .apply(Impulse.create())
          .apply("Many", ParDo.of(new Numbers(60_000)))
          .apply(Redistribute.arbitrarily())
          .apply("Result", ParDo.of(new NoteInOrder(results)));

      HandRun.againstRefusals(pipeline, seed);

      assertThat(numbersOf(results)).as("seed %s", seed).isEqualTo(range(60_000, 1));
    }
  }

  @Test
  void aFunctionWithSideInputSeesNoElementBeforeTheViewIsThere() {
    for (long seed = 0; seed < 20; seed++) {
      Pipeline pipeline = Pipeline.create();
      Notes results = new Notes();
      PCollection<Long> numbers = pipeline.apply(GenerateSequence.from(0).to(3_000));
      PCollectionView<Long> sum = numbers.apply(Sum.longsGlobally().asSingletonView());
      numbers
          .apply("AddSum", ParDo.of(new AddView(sum)).withSideInputs(sum))
          .apply("Result", ParDo.of(new NoteCalls(results)));

      HandRun.againstRefusals(pipeline, seed);

      long total = 3_000L * 2_999 / 2;
      Map<Long, Integer> expected = new TreeMap<>();
      LongStream.range(0, 3_000).forEach(n -> expected.put(n + total, 1));
      assertThat(numbersOf(results)).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void eachTagHasItsReaders() {
    TupleTag<Long> even = new TupleTag<>("even");
    TupleTag<Long> odd = new TupleTag<>("odd");
    TupleTag<Long> unread = new TupleTag<>("unread");
    PCollectionTuple split =
        numbers(5)
            .apply(
                "Split",
                ParDo.of(new Split(even, odd, unread))
                    .withOutputTags(even, TupleTagList.of(odd).and(unread)));
    split.get(unread).setCoder(VarLongCoder.of());
    split.get(even).setCoder(VarLongCoder.of());
    split.get(odd).setCoder(VarLongCoder.of()).apply("Odd", ParDo.of(new Note("odd ", notes)));
    split.get(even).apply("Even", ParDo.of(new Note("even ", notes)));
    split.get(even).apply("EvenToo", ParDo.of(new Note("even too ", notes)));

    HandRun.simply(p);

    assertThat(notes.lines())
        .containsExactlyInAnyOrder(
            "even 0",
            "even too 0",
            "odd 1",
            "even 2",
            "even too 2",
            "odd 3",
            "even 4",
            "even too 4");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSameCollectionFlattenedTwiceHasItsElementsTwice(boolean exchanged) {
    PCollection<Long> numbers = numbers(3);
    PCollection<Long> twice =
        PCollectionList.of(numbers)
            .and(numbers)
            .and(numbers.apply("Plus", MapElements.via(new PlusTen())))
            .apply(Flatten.pCollections());
    if (exchanged) {
      twice = twice.apply(Redistribute.arbitrarily());
    }
    twice.apply("Note", ParDo.of(new Note("", notes)));

    HandRun.simply(p);

    assertThat(notes.lines())
        .containsExactlyInAnyOrder("0", "0", "1", "1", "2", "2", "10", "11", "12");
  }

  @Test
  void compositesMayBeNestedInEachOther() {
    numbers(2).apply("Outer", new Nested(3)).apply("Note", ParDo.of(new Note("", notes)));

    HandRun.simply(p);

    assertThat(notes.lines()).containsExactly("30", "31");
  }

  @Test
  void metricsGoToTheStepThatTakesThemAlsoAfterItsOutput() {
    numbers(10)
        .apply("First", ParDo.of(new CountAround()))
        .apply("Plain", MapElements.via(new CountingPlusTen()))
        .apply("Second", ParDo.of(new CountAround()))
        .apply(Redistribute.arbitrarily())
        .apply("Third", ParDo.of(new CountAround()));

    var metrics = HandRun.simply(p).metrics();

    MetricName calls = MetricName.named(CountAround.class, "calls");
    Map<String, Long> counts = new HashMap<>();
    metrics
        .steps()
        .forEach(
            (step, updates) -> {
              Long value = updates.counters().get(calls);
              if (value != null) {
                counts.put(step.split("/")[0], value);
              }
            });
    // each counts before and after its output, and at both ends of its bundle
    assertThat(counts)
        .containsEntry("First", 22L)
        .containsEntry("Plain", 10L)
        .containsEntry("Second", 22L)
        .containsEntry("Third", 22L)
        .hasSize(4);
  }

  @Test
  void aFailureNamesTheTransformAndKeepsWhatWasThrown() {
    numbers(10)
        .apply("Fine", MapElements.via(new PlusTen()))
        .apply("Break", ParDo.of(new FailAt(13)))
        .apply("Note", ParDo.of(new Note("", notes)));

    assertThatThrownBy(() -> HandRun.simply(p))
        .isInstanceOfSatisfying(
            UserCodeException.class, e -> assertThat(e.transformName()).startsWith("Break"))
        .hasRootCauseInstanceOf(IOException.class);
    assertThat(notes.lines()).containsExactly("10", "11", "12");
  }

  @Test
  void nullElementsAreRefusedInTheNameOfTheTransformThatGaveThem() {
    numbers(10)
        .apply("GiveNull", ParDo.of(new GiveNull()))
        .setCoder(VarLongCoder.of())
        .apply("Note", ParDo.of(new Note("", notes)));

    assertThatThrownBy(() -> HandRun.simply(p))
        .isInstanceOfSatisfying(
            StageException.class, e -> assertThat(e.transformName()).startsWith("GiveNull"))
        .hasMessageContaining("null element")
        .hasMessageContaining("NullableCoder");
    assertThat(notes.lines()).isEmpty();
  }

  private PCollection<Long> numbers(long limit) {
    return p.apply(Impulse.create()).apply("Numbers", ParDo.of(new Numbers(limit)));
  }

  /** How often each number was noted. */
  private static Map<Long, Integer> numbersOf(Notes notes) {
    Map<Long, Integer> counts = new TreeMap<>();
    notes.lines().forEach(line -> counts.merge(Long.valueOf(line), 1, Integer::sum));
    return counts;
  }

  private static Map<Long, Integer> range(long limit, int times) {
    Map<Long, Integer> counts = new TreeMap<>();
    LongStream.range(0, limit).forEach(n -> counts.put(n, times));
    return counts;
  }

  static final class Numbers extends DoFn<byte[], Long> {
    private final long limit;

    Numbers(long limit) {
      this.limit = limit;
    }

    @ProcessElement
    public void processElement(OutputReceiver<Long> out) {
      for (long i = 0; i < limit; i++) {
        out.output(i);
      }
    }
  }

  static final class ByRemainder extends DoFn<Long, KV<Long, Long>> {
    private final long divisor;

    ByRemainder(long divisor) {
      this.divisor = divisor;
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<KV<Long, Long>> out) {
      out.output(KV.of(element % divisor, element));
    }
  }

  static final class NoteGroups extends DoFn<KV<Long, Iterable<Long>>, Void> {
    private final Notes notes;

    NoteGroups(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) {
      List<Long> values = new ArrayList<>();
      group.getValue().forEach(values::add);
      notes.add(group.getKey() + ": " + values);
    }
  }

  static final class NoteSizes extends DoFn<KV<Long, Iterable<Long>>, Void> {
    private final Notes notes;

    NoteSizes(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) {
      int size = 0;
      for (Long ignored : group.getValue()) {
        size++;
      }
      notes.add(group.getKey() + " has " + size);
    }
  }

  static final class NoteSums extends DoFn<KV<Long, Long>, Void> {
    private final Notes notes;

    NoteSums(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Long> sum) {
      notes.add(sum.getKey() + " sums to " + sum.getValue());
    }
  }

  static final class NoteCalls extends DoFn<Long, Long> {
    private final Notes notes;

    NoteCalls(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      notes.add(element);
      out.output(element);
    }
  }

  static final class Twice extends DoFn<Long, Long> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      out.output(element);
      out.output(element);
    }
  }

  /** Fails unless the numbers of each part of the input come in the order of that part. */
  static final class NoteInOrder extends DoFn<Long, Void> {
    private final Notes notes;
    private final long[] last = {-1, -1, -1};

    NoteInOrder(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      // the source has three splits of 3000; a larger input comes from one element, in one part
      int part = (int) Math.min(element / 3_000, 2);
      if (element < last[part]) {
        throw new AssertionError(element + " comes after " + last[part]);
      }
      last[part] = element;
      notes.add(element);
    }
  }

  static final class AddView extends DoFn<Long, Long> {
    private final PCollectionView<Long> view;

    AddView(PCollectionView<Long> view) {
      this.view = view;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(c.element() + c.sideInput(view));
    }
  }

  static final class Split extends DoFn<Long, Long> {
    private final TupleTag<Long> even;
    private final TupleTag<Long> odd;
    private final TupleTag<Long> unread;

    Split(TupleTag<Long> even, TupleTag<Long> odd, TupleTag<Long> unread) {
      this.even = even;
      this.odd = odd;
      this.unread = unread;
    }

    @ProcessElement
    public void processElement(@Element Long element, MultiOutputReceiver out) {
      if (element % 2 == 1) {
        out.get(odd).output(element);
      } else {
        out.get(even).output(element);
      }
      out.get(unread).output(element);
    }
  }

  static final class Note extends DoFn<Long, Void> {
    private final String prefix;
    private final Notes notes;

    Note(String prefix, Notes notes) {
      this.prefix = prefix;
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      notes.add(prefix + element);
    }
  }

  static class PlusTen extends SimpleFunction<Long, Long> {
    @Override
    public Long apply(Long input) {
      return input + 10;
    }
  }

  static final class CountingPlusTen extends PlusTen {
    private final Counter calls = Metrics.counter(CountAround.class, "calls");

    @Override
    public Long apply(Long input) {
      calls.inc();
      return input + 10;
    }
  }

  static final class Nested extends PTransform<PCollection<Long>, PCollection<Long>> {
    private final int depth;

    Nested(int depth) {
      this.depth = depth;
    }

    @Override
    public PCollection<Long> expand(PCollection<Long> input) {
      PCollection<Long> mapped = input.apply("Map", MapElements.via(new PlusTen()));
      return depth == 1 ? mapped : mapped.apply("Inner", new Nested(depth - 1));
    }
  }

  static final class CountAround extends DoFn<Long, Long> {
    private final Counter calls = Metrics.counter(CountAround.class, "calls");

    @StartBundle
    public void startBundle() {
      calls.inc();
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      calls.inc();
      out.output(element);
      calls.inc();
    }

    @FinishBundle
    public void finishBundle() {
      calls.inc();
    }
  }

  static final class FailAt extends DoFn<Long, Long> {
    private final long failing;

    FailAt(long failing) {
      this.failing = failing;
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) throws IOException {
      if (element == failing) {
        throw new IOException("asked to fail");
      }
      out.output(element);
    }
  }

  static final class GiveNull extends DoFn<Long, Long> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      out.output(null);
    }
  }
}
