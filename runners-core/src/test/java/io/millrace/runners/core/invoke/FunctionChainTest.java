package io.millrace.runners.core.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.invoke.FunctionChain.Kind;
import io.millrace.runners.core.invoke.FunctionChain.Link;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.metrics.MetricsEnvironment;
import io.millrace.sdk.transforms.ProcessFunction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionChainTest {

  private final List<Object> received = new ArrayList<>();
  private final MetricsEnvironment.Holder holder = MetricsEnvironment.holder();
  private final List<Integer> places = new ArrayList<>();

  @AfterEach
  void freePlaces() {
    places.forEach(holder::free);
  }

  @Test
  void elementsGoThroughAllFunctionsInOrder() {
    accept(
        List.of(
            map("double", x -> x * 2),
            filter("small", x -> x < 10),
            flatMap("twice", x -> List.of(x, x + 100)),
            map("negate", x -> -x)),
        1,
        4,
        5,
        6);

    assertThat(received).containsExactly(-2, -102, -8, -108);
  }

  @Test
  void aChainWithoutFunctionsPassesElementsThrough() {
    accept(List.of(), 1, null);

    assertThat(received).containsExactly(1, null);
  }

  @Test
  void nullIsAnElementLikeAnyOther() {
    Link toNull = link(Kind.MAP, "toNull", x -> null);
    Link ofNull = link(Kind.FLAT_MAP, "ofNull", x -> Arrays.asList(x, x));

    accept(List.of(toNull, ofNull), 7);

    assertThat(received).containsExactly(null, null);
  }

  @Test
  void eachFunctionMayBeTwiceInAChain() {
    Link increment = map("increment", x -> x + 1);
    Link twice = flatMap("twice", x -> List.of(x, x));

    accept(List.of(increment, twice, increment, twice, increment), 0);

    assertThat(received).containsExactly(3, 3, 3, 3);
  }

  /** Against the same functions in a plain loop. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyChainDoesWhatItsFunctionsDoOneByOne(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      List<Link> links = new ArrayList<>();
      List<Function<Integer, List<Integer>>> model = new ArrayList<>();
      int length = random.nextInt(8);
      for (int i = 0; i < length; i++) {
        int n = 1 + random.nextInt(3);
        switch (random.nextInt(3)) {
          case 0 -> {
            links.add(map("map" + i, x -> x + n));
            model.add(x -> List.of(x + n));
          }
          case 1 -> {
            links.add(filter("filter" + i, x -> x % (n + 1) != 0));
            model.add(x -> x % (n + 1) != 0 ? List.of(x) : List.of());
          }
          default -> {
            links.add(flatMap("flat" + i, x -> repeat(x, n - 1)));
            model.add(x -> repeat(x, n - 1));
          }
        }
      }
      List<Integer> expected = new ArrayList<>(List.of(1, 2, 3, 4, 5));
      for (Function<Integer, List<Integer>> step : model) {
        expected = expected.stream().flatMap(x -> step.apply(x).stream()).toList();
      }
      received.clear();

      accept(links, 1, 2, 3, 4, 5);

      assertThat(received).as("seed %s, round %s", seed, round).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MAP", "FILTER", "FLAT_MAP"})
  void aFailureIsNamedAfterTheFunctionThatThrew(Kind kind) {
    IOException thrown = new IOException("no");
    Link broken =
        link(
            kind,
            "Broken",
            x -> {
              throw thrown;
            });

    for (int at = 0; at < 3; at++) {
      List<Link> links = new ArrayList<>(List.of(map("A", x -> x), flatMap("B", x -> List.of(x))));
      links.add(at, broken);
      assertThatThrownBy(() -> accept(links, 1))
          .isInstanceOfSatisfying(
              UserCodeException.class, e -> assertThat(e.transformName()).isEqualTo("Broken"))
          .hasCause(thrown);
    }
  }

  @Test
  void anIteratorThatFailsHalfwayIsTheFailureOfItsFunction() {
    Link broken = link(Kind.FLAT_MAP, "Broken", x -> (Iterable<Integer>) FailingSecond::new);

    assertThatThrownBy(() -> accept(List.of(broken, map("After", x -> x)), 1))
        .isInstanceOfSatisfying(
            UserCodeException.class, e -> assertThat(e.transformName()).isEqualTo("Broken"));
    assertThat(received).containsExactly(1);
  }

  @Test
  void resultsOfTheWrongKindAreTheFailureOfTheirFunction() {
    for (Link link :
        List.of(
            link(Kind.FILTER, "Wrong", x -> null),
            link(Kind.FILTER, "Wrong", x -> "yes"),
            link(Kind.FLAT_MAP, "Wrong", x -> null),
            link(Kind.FLAT_MAP, "Wrong", x -> x))) {
      assertThatThrownBy(() -> accept(List.of(map("A", x -> x), link), 1))
          .isInstanceOfSatisfying(
              UserCodeException.class, e -> assertThat(e.transformName()).isEqualTo("Wrong"));
    }
  }

  @Test
  void whatTheReceiverThrowsPassesThrough() {
    IllegalStateException thrown = new IllegalStateException("further down");
    FunctionChain chain =
        FunctionChain.of(
            List.of(map("A", x -> x), flatMap("B", x -> List.of(x)), map("C", x -> x)),
            x -> {
              throw thrown;
            },
            holder);

    assertThatThrownBy(() -> chain.accept(1)).isSameAs(thrown);
  }

  @Test
  void metricsGoToTheFunctionAtWorkAlsoBetweenElementsOfAnIterator() {
    List<String> steps = new ArrayList<>();
    Link first = link(Kind.MAP, "First", x -> note(steps, x));
    Link iterate =
        link(
            Kind.FLAT_MAP,
            "Iterate",
            x ->
                (Iterable<Integer>)
                    () -> {
                      note(steps, x);
                      return new NotingIterator(steps);
                    });
    Link last = link(Kind.MAP, "Last", x -> note(steps, x));

    accept(List.of(first, iterate, last), 1);

    assertThat(steps)
        .containsExactly("First", "Iterate", "Iterate", "Last", "Iterate", "Last", "Iterate");
  }

  private Object note(List<String> steps, Object value) {
    steps.add(Objects.requireNonNull(holder.container()).stepName());
    return value;
  }

  private void accept(List<Link> links, Object... elements) {
    FunctionChain chain = FunctionChain.of(links, received::add, holder);
    for (Object element : elements) {
      chain.accept(element);
    }
  }

  private static List<Integer> repeat(Integer x, int times) {
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      result.add(x + i);
    }
    return result;
  }

  private Link map(String name, ProcessFunction<Integer, Integer> fn) {
    return link(Kind.MAP, name, fn);
  }

  private Link filter(String name, ProcessFunction<Integer, Boolean> fn) {
    return link(Kind.FILTER, name, fn);
  }

  private Link flatMap(String name, ProcessFunction<Integer, Iterable<Integer>> fn) {
    return link(Kind.FLAT_MAP, name, fn);
  }

  private <I, O> Link link(Kind kind, String name, ProcessFunction<I, O> fn) {
    int place = holder.place(new MetricsContainer(name, () -> 0));
    places.add(place);
    return new Link(kind, fn, name, place, null);
  }

  private static final class FailingSecond implements Iterator<Integer> {
    private int next = 1;

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public Integer next() {
      if (next == 2) {
        throw new IllegalStateException("no second");
      }
      return next++;
    }
  }

  private final class NotingIterator implements Iterator<Integer> {
    private final List<String> steps;
    private int next;

    NotingIterator(List<String> steps) {
      this.steps = steps;
    }

    @Override
    public boolean hasNext() {
      if (next < 2) {
        return true;
      }
      note(steps, null);
      return false;
    }

    @Override
    public Integer next() {
      note(steps, null);
      return next++;
    }
  }
}
