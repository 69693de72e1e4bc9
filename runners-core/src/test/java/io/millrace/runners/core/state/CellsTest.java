package io.millrace.runners.core.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.store.SortedStore;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.CombiningState;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.MultimapState;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of state as a function sees it, plain and with a time to live, here and there. */
@ParameterizedClass(name = "in a store: {0}")
@ValueSource(booleans = {false, true})
class CellsTest {

  private static final class NoContext extends CombineWithContext.Context {
    @Override
    public PipelineOptions getPipelineOptions() {
      return PipelineOptionsFactory.create();
    }

    @Override
    public <T> T sideInput(PCollectionView<T> view) {
      throw new UnsupportedOperationException();
    }
  }

  private final CurrentCall call = new CurrentCall();
  private final boolean stored;
  private final StoreSpace space = new StoreSpace(new SortedStore());
  private final Lifetimes lifetimes;
  private HeapCells binder;

  private final WindowScopes home =
      new WindowScopes(GlobalWindow.INSTANCE, GlobalWindow.INSTANCE.maxTimestampMillis());

  CellsTest(boolean stored) {
    this.stored = stored;
    this.lifetimes = stored ? space.lifetimes(call) : new HeapLifetimes(call);
    this.binder = binder(true);
  }

  private HeapCells binder(boolean strict) {
    return stored
        ? space.cells(call, lifetimes, new NoContext(), strict)
        : new HeapCells(call, lifetimes, new NoContext(), strict);
  }

  private Scope scope(String key) {
    if (stored) {
      return new StoredScope(key, key, home, (key + " at its place").getBytes(UTF_8), 8, 0);
    }
    Scope scope = new Scope(key, key, home, 8, 0);
    home.add(scope);
    return scope;
  }

  /** Whether nothing is kept in a scope; what is at hand of it is written back. */
  private static boolean isEmpty(Scope scope) {
    if (scope instanceof StoredScope there) {
      for (int i = 0; i < there.collections.length; i++) {
        if (there.collections[i] != null && !there.collections[i].writeBack()) {
          there.cells[i] = null;
        }
      }
    }
    return scope.isEmpty();
  }

  private void free(Scope scope) {
    if (lifetimes instanceof HeapLifetimes heap) {
      heap.free(freed -> assertThat(freed).isSameAs(scope));
      return;
    }
    StoredLifetimes there = (StoredLifetimes) lifetimes;
    for (TimeDomain domain : List.of(TimeDomain.EVENT_TIME, TimeDomain.PROCESSING_TIME)) {
      StoredQueue.Entry due;
      while ((due = there.ends(domain).pollBefore(there.now(domain))) != null) {
        assertThat(due.content()).isEqualTo(((StoredScope) scope).place);
        there.freed((StoredScope) scope, domain);
      }
    }
  }

  private <S extends State> S bind(StateSpec<S> spec) {
    return spec.bind("cell", binder);
  }

  private void during(Scope scope, long time) {
    call.begin(scope, time, time);
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aValueIsTheOneWrittenLastInItsScope(boolean strict) {
    binder = binder(strict);
    ValueState<String> value = bind(StateSpecs.value(StringUtf8Coder.of()));
    Scope a = scope("a");
    Scope b = scope("b");

    during(a, 0);
    assertThat(value.read()).isNull();
    value.write("1");
    during(b, 0);
    assertThat(value.read()).isNull();
    value.write("2");
    value.write("3");

    during(a, 0);
    assertThat(value.read()).isEqualTo("1");
    during(b, 0);
    assertThat(value.read()).isEqualTo("3");
    value.clear();
    assertThat(value.read()).isNull();
    assertThat(isEmpty(b)).isTrue();
    assertThat(isEmpty(a)).isFalse();
  }

  @Test
  void aBagKeepsEqualValuesApartAndWhatWasReadStaysAsItWas() {
    BagState<String> bag = bind(StateSpecs.bag(StringUtf8Coder.of()));
    during(scope("a"), 0);

    assertThat(bag.isEmpty().read()).isTrue();
    bag.add("x");
    bag.add("x");
    Iterable<String> before = bag.read();
    bag.add("y");
    assertThat(before).containsExactly("x", "x");
    assertThat(bag.read()).containsExactly("x", "x", "y");
    assertThat(bag.isEmpty().read()).isFalse();
    bag.clear();
    assertThat(bag.read()).isEmpty();
    assertThat(before).containsExactly("x", "x");
  }

  @Test
  void aSetHoldsEachValueOnce() {
    SetState<String> set = bind(StateSpecs.set(StringUtf8Coder.of()));
    Scope scope = scope("a");
    during(scope, 0);

    assertThat(set.addIfAbsent("x").read()).isTrue();
    assertThat(set.addIfAbsent("x").read()).isFalse();
    set.add("y");
    var hadX = set.contains("x");
    set.remove("x");
    assertThat(hadX.read()).isTrue();
    assertThat(set.contains("x").read()).isFalse();
    assertThat(set.read()).containsExactly("y");
    set.remove("y");
    assertThat(set.isEmpty().read()).isTrue();
    assertThat(isEmpty(scope)).isTrue();
  }

  @Test
  void aMapAnswersAsOfTheCall() {
    MapState<String, Integer> map = bind(StateSpecs.map(StringUtf8Coder.of(), VarIntCoder.of()));
    during(scope("a"), 0);

    assertThat(map.putIfAbsent("x", 1).read()).isNull();
    assertThat(map.putIfAbsent("x", 2).read()).isEqualTo(1);
    var x = map.get("x");
    map.put("x", 3);
    map.put("y", 4);
    assertThat(x.read()).isEqualTo(1);
    assertThat(map.computeIfAbsent("z", String::length).read()).isNull();
    assertThat(map.getOrDefault("none", 7).read()).isEqualTo(7);
    assertThat(map.keys().read()).containsExactly("x", "y", "z");
    assertThat(map.values().read()).containsExactly(3, 4, 1);
    map.remove("z");
    assertThat(map.entries().read()).containsExactly(Map.entry("x", 3), Map.entry("y", 4));
    map.clear();
    assertThat(map.isEmpty().read()).isTrue();
  }

  @Test
  void aMultimapKeepsTheValuesOfEachKey() {
    MultimapState<String, Integer> map =
        bind(StateSpecs.multimap(StringUtf8Coder.of(), VarIntCoder.of()));
    during(scope("a"), 0);

    map.put("x", 1);
    map.put("x", 1);
    map.put("y", 2);
    assertThat(map.get("x").read()).containsExactly(1, 1);
    assertThat(map.get("none").read()).isEmpty();
    assertThat(map.keys().read()).containsExactly("x", "y");
    assertThat(map.entries().read())
        .containsExactly(Map.entry("x", 1), Map.entry("x", 1), Map.entry("y", 2));
    map.remove("x");
    assertThat(map.containsKey("x").read()).isFalse();
    assertThat(map.containsKey("y").read()).isTrue();
    map.remove("y");
    assertThat(map.isEmpty().read()).isTrue();
  }

  @Test
  void anOrderedListTellsItsFirstTimestampWithoutReadingItsValues() {
    OrderedListState<String> list = bind(StateSpecs.orderedList(StringUtf8Coder.of()));
    OrderedListState<String> shortLived =
        StateSpecs.<String>orderedList(StringUtf8Coder.of())
            .withTtl(Duration.ofMillis(10))
            .bind("short", binder);
    during(scope("a"), 100);
    assertThat(list.firstTimestampFrom(at(0))).isNull();

    list.add(TimestampedValue.of("c", at(3)));
    list.add(TimestampedValue.of("a", at(1)));
    assertThat(list.firstTimestampFrom(at(0))).isEqualTo(at(1));
    assertThat(list.firstTimestampFrom(at(1))).isEqualTo(at(1));
    assertThat(list.firstTimestampFrom(at(2))).isEqualTo(at(3));
    assertThat(list.firstTimestampFrom(at(4))).isNull();

    shortLived.add(TimestampedValue.of("over", at(1)));
    during(call.scope(), 108);
    shortLived.add(TimestampedValue.of("left", at(2)));
    call.eventClock(111);
    assertThat(shortLived.firstTimestampFrom(at(0))).isEqualTo(at(2));
  }

  @Test
  void anOrderedListIsReadAndClearedByRanges() {
    OrderedListState<String> list = bind(StateSpecs.orderedList(StringUtf8Coder.of()));
    during(scope("a"), 0);

    list.add(TimestampedValue.of("c", at(3)));
    list.add(TimestampedValue.of("a", at(1)));
    list.add(TimestampedValue.of("b", at(2)));
    list.add(TimestampedValue.of("b2", at(2)));
    assertThat(list.read())
        .containsExactly(
            TimestampedValue.of("a", at(1)),
            TimestampedValue.of("b", at(2)),
            TimestampedValue.of("b2", at(2)),
            TimestampedValue.of("c", at(3)));
    assertThat(list.readRange(at(2), at(3)))
        .extracting(TimestampedValue::getValue)
        .containsExactly("b", "b2");
    assertThat(list.readRange(at(3), at(2))).isEmpty();
    list.clearRange(at(0), at(3));
    assertThat(list.read()).containsExactly(TimestampedValue.of("c", at(3)));
    list.clearRange(at(3), at(4));
    assertThat(list.isEmpty().read()).isTrue();
  }

  @Test
  void aCombiningStateHoldsOneAccumulator() {
    CombiningState<Integer, Long, Integer> sum =
        bind(StateSpecs.combining(VarLongCoder.of(), Sum.ofIntegers()));
    during(scope("a"), 0);

    assertThat(sum.isEmpty().read()).isTrue();
    assertThat(sum.read()).isZero();
    sum.add(1);
    sum.add(2);
    assertThat(sum.read()).isEqualTo(3);
    sum.addAccum(sum.mergeAccumulators(List.of(sum.getAccum(), sum.getAccum())));
    assertThat(sum.read()).isEqualTo(9);
    sum.clear();
    assertThat(sum.isEmpty().read()).isTrue();
  }

  @Test
  void whatHasOutlivedItsTimeIsNeverReadAndItsSpaceIsFreed() {
    BagState<String> bag =
        bind(StateSpecs.bag(StringUtf8Coder.of()).withTtl(Duration.ofMillis(10)));
    ValueState<String> value =
        bind(StateSpecs.value(StringUtf8Coder.of()).withTtl(Duration.ofMillis(10)));
    Scope scope = scope("a");
    during(scope, 100);
    bag.add("old");
    value.write("v");
    during(scope, 105);
    bag.add("new");

    call.eventClock(110);
    assertThat(bag.read()).containsExactly("old", "new");
    assertThat(value.read()).isEqualTo("v");
    call.eventClock(111);
    call.watermark(111);
    assertThat(bag.read()).containsExactly("new");
    assertThat(value.read()).isNull();
    free(scope);
    assertThat(isEmpty(scope)).isFalse();

    call.eventClock(116);
    call.watermark(116);
    assertThat(bag.isEmpty().read()).isTrue();
    free(scope);
    assertThat(isEmpty(scope)).isTrue();
    assertThat(
            lifetimes instanceof HeapLifetimes heap
                ? heap.isEmpty()
                : ((StoredLifetimes) lifetimes).isEmpty())
        .isTrue();
  }

  @Test
  void toWriteAgainProlongsTheLifeButNeverShortensIt() {
    ValueState<String> value =
        bind(StateSpecs.value(StringUtf8Coder.of()).withTtl(Duration.ofMillis(10)));
    MapState<String, Integer> map =
        bind(StateSpecs.map(StringUtf8Coder.of(), VarIntCoder.of()).withTtl(Duration.ofMillis(10)));
    Scope scope = scope("a");
    during(scope, 100);
    value.write("1");
    map.put("k", 1);
    map.put("other", 1);
    during(scope, 50);
    value.write("2");
    map.put("k", 2);
    call.eventClock(110);
    assertThat(value.read()).isEqualTo("2");
    during(scope, 108);
    map.put("k", 3);
    call.eventClock(118);
    assertThat(value.read()).isNull();
    assertThat(map.keys().read()).containsExactly("k");
    assertThat(map.get("other").read()).isNull();
    assertThat(map.putIfAbsent("other", 9).read()).isNull();
  }

  @Test
  void aTimeToLiveInProcessingTimeFollowsTheClock() {
    CombiningState<Integer, Long, Integer> sum =
        bind(
            StateSpecs.combining(VarLongCoder.of(), Sum.ofIntegers())
                .withTtl(Duration.ofMillis(10), TimeDomain.PROCESSING_TIME));
    Scope scope = scope("a");
    call.processingTime(1000);
    during(scope, 5);
    sum.add(1);
    call.processingTime(1010);
    sum.add(1);
    call.processingTime(1020);
    assertThat(sum.read()).isEqualTo(2);
    call.processingTime(1021);
    assertThat(sum.read()).isZero();
    assertThat(
            lifetimes instanceof HeapLifetimes heap
                ? heap.nextProcessingTime()
                : ((StoredLifetimes) lifetimes).ends(TimeDomain.PROCESSING_TIME).nextTime())
        .isEqualTo(1010);
    free(scope);
    assertThat(isEmpty(scope)).isTrue();
  }

  @Test
  void outsideOfACallThereIsNoState() {
    ValueState<String> value = bind(StateSpecs.value(StringUtf8Coder.of()));
    during(scope("a"), 0);
    call.end();

    assertThatThrownBy(value::read)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only during the call");
  }

  @Test
  void strictChecksKeepCopies() {
    ValueState<byte[]> value = bind(StateSpecs.value(io.millrace.sdk.coders.ByteArrayCoder.of()));
    during(scope("a"), 0);
    byte[] mine = {1};
    value.write(mine);
    mine[0] = 2;
    assertThat(value.read()).containsExactly(1);
  }
}
