package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files whose place, names and format the elements decide. */
class DynamicWritesTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @TempDir Path directory;

  private record Order(String country, int cents) {
    String line() {
      return country + "," + cents;
    }
  }

  private static List<Order> orders(Object... countriesAndCents) {
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < countriesAndCents.length; i += 2) {
      orders.add(new Order((String) countriesAndCents[i], (int) countriesAndCents[i + 1]));
    }
    return orders;
  }

  private FileIO.Write<String, Order> write() {
    return FileIO.<String, Order>writeDynamic()
        .by(Order::country)
        .withDestinationCoder(StringUtf8Coder.of())
        .via(Order::line, TextIO.sink())
        .to(directory.toString())
        .withNaming(country -> FileIO.Write.defaultNaming(country + "/orders", ".csv"));
  }

  /** The sorted lines of each file by its name below the directory. */
  private Map<String, List<String>> contents() throws IOException {
    Map<String, List<String>> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        Collections.sort(lines);
        contents.put(directory.relativize(file).toString(), lines);
      }
    }
    return contents;
  }

  /** All lines by the directory that they are in. */
  private Map<String, List<String>> byDestination() throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    contents()
        .forEach(
            (name, lines) ->
                all.computeIfAbsent(
                        name.substring(0, name.indexOf('/')), unused -> new ArrayList<>())
                    .addAll(lines));
    all.values().forEach(Collections::sort);
    return all;
  }

  @Test
  void eachDestinationHasFilesOfItsOwnAndNothingElseIsLeft() throws IOException {
    p.apply(Create.of(orders("no", 1, "se", 2, "no", 3))).apply(write().withNumShards(1));

    p.run();

    assertThat(contents())
        .containsExactly(
            Map.entry("no/orders-00000-of-00001.csv", List.of("no,1", "no,3")),
            Map.entry("se/orders-00000-of-00001.csv", List.of("se,2")));
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("no", "se");
    }
  }

  @Test
  void theRunnerDecidesHowManyFilesADestinationHas() throws IOException {
    p.apply(Create.of(orders("no", 1, "se", 2, "no", 3, "dk", 4))).apply(write());

    p.run();

    assertThat(byDestination())
        .containsExactly(
            Map.entry("dk", List.of("dk,4")),
            Map.entry("no", List.of("no,1", "no,3")),
            Map.entry("se", List.of("se,2")));
  }

  /** In mixed order, with all but three destinations waiting on the disk. */
  @Test
  void moreDestinationsThanOpenFilesHaveNoMoreFilesForThat() throws IOException {
    List<Order> orders = new ArrayList<>();
    Map<String, List<String>> expected = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      Order order = new Order("c" + i % 150, i);
      orders.add(order);
      expected.computeIfAbsent(order.country(), unused -> new ArrayList<>()).add(order.line());
    }
    expected.values().forEach(Collections::sort);
    Collections.shuffle(orders, new Random(7));
    p.apply(Create.of(orders)).apply(write().withMaxOpenFiles(3));

    p.run();

    assertThat(byDestination()).isEqualTo(expected);
    int mostTasks = 2 * Runtime.getRuntime().availableProcessors();
    contents().keySet().stream()
        .map(name -> Integer.parseInt(name.replaceAll(".*-of-(\\d+)\\.csv", "$1")))
        .forEach(files -> assertThat(files).isBetween(1, Math.max(mostTasks, 8)));
  }

  @Test
  void aDestinationHasAFormatOfItsOwn() throws IOException {
    p.apply(Create.of(orders("no", 1, "se", 2)))
        .apply(
            FileIO.<String, Order>writeDynamic()
                .by(Order::country)
                .withDestinationCoder(StringUtf8Coder.of())
                .via(
                    Order::line,
                    country -> TextIO.sink().withHeader("of " + country).withFooter("end"))
                .to(directory.toString())
                .withNaming(country -> (window, pane, shards, shard, c) -> country + shard)
                .withNumShards(1));

    p.run();

    assertThat(Files.readAllLines(directory.resolve("no0")))
        .containsExactly("of no", "no,1", "end");
    assertThat(Files.readAllLines(directory.resolve("se0")))
        .containsExactly("of se", "se,2", "end");
  }

  @Test
  void filesAreToldByDestination() {
    PCollection<KV<String, String>> files =
        p.apply(Create.of(orders("no", 1, "se", 2)))
            .apply(write().withNumShards(1))
            .getPerDestinationOutputFilenames();

    PAssert.that(files)
        .containsInAnyOrder(
            KV.of("no", directory + "/no/orders-00000-of-00001.csv"),
            KV.of("se", directory + "/se/orders-00000-of-00001.csv"));
    p.run();
  }

  @Test
  void aCollectionWithoutElementsHasNoDestinations() throws Exception {
    p.apply(Create.empty(p.getCoderRegistry().getCoder(Order.class))).apply(write());

    p.run();

    assertThat(contents()).isEmpty();
  }

  @Test
  void destinationsOfAStreamHaveFilesForEachWindow() throws Exception {
    Instant noon = Instant.parse("2026-11-27T12:00:00Z");
    p.apply(
            TestStream.create(p.getCoderRegistry().getCoder(Order.class))
                .addElements(
                    TimestampedValue.of(new Order("no", 1), noon),
                    TimestampedValue.of(new Order("se", 2), noon.plusSeconds(1)),
                    TimestampedValue.of(new Order("no", 3), noon.plusSeconds(61)))
                .advanceWatermarkToInfinity())
        .apply(Window.into(FixedWindows.of(Duration.ofMinutes(1))))
        .apply(write().withNumShards(1));

    p.run();

    String first = "20261127T120000.000Z-20261127T120100.000Z-pane-0-00000-of-00001.csv";
    String second = "20261127T120100.000Z-20261127T120200.000Z-pane-0-00000-of-00001.csv";
    assertThat(contents())
        .containsExactly(
            Map.entry("no/orders-" + first, List.of("no,1")),
            Map.entry("no/orders-" + second, List.of("no,3")),
            Map.entry("se/orders-" + first, List.of("se,2")));
  }

  @Test
  void destinationsOfAStreamHaveFilesOfLimitedSize() throws Exception {
    List<Order> orders = IntStream.range(0, 25).mapToObj(i -> new Order("no", i)).toList();
    p.apply(
            TestStream.create(p.getCoderRegistry().getCoder(Order.class))
                .addElements(new Order("se", 1), orders.toArray(Order[]::new))
                .advanceWatermarkToInfinity())
        .apply(write().withNumShards(1).withMaxElements(10));

    p.run();

    assertThat(contents())
        .containsOnlyKeys(
            "no/orders-global-00000-of-00001-part-00000.csv",
            "no/orders-global-00000-of-00001-part-00001.csv",
            "no/orders-global-00000-of-00001-part-00002.csv",
            "se/orders-global-00000-of-00001-part-00000.csv");
    assertThat(byDestination().get("no"))
        .containsExactlyInAnyOrderElementsOf(orders.stream().map(Order::line).toList());
  }

  @Test
  void compressedFilesAreWhole() throws IOException {
    p.apply(Create.of(orders("no", 1)))
        .apply(write().withNumShards(1).withCompression(Compression.GZIP));

    p.run();

    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(directory.resolve("no/orders-00000-of-00001.csv.gz"))),
                StandardCharsets.UTF_8))) {
      assertThat(in.lines()).containsExactly("no,1");
    }
  }

  @Test
  void twoDestinationsOfOneNameFailTheJobAndLeaveNothing() throws IOException {
    p.apply(Create.of(orders("no", 1, "se", 2)))
        .apply(write().withNaming(country -> FileIO.Write.defaultNaming("all", "")));

    assertThatThrownBy(p::run)
        .hasStackTraceContaining("all-00000-of-0000")
        .hasStackTraceContaining("two files would be called so")
        .hasStackTraceContaining("let the naming use the destination");
    assertThat(contents()).isEmpty();
  }

  @Test
  void whatIsMissingIsToldWhenThePipelineIsBuilt() {
    PCollection<Order> orders = p.apply(Create.of(orders("no", 1)));
    FileIO.Write<String, Order> empty = FileIO.writeDynamic();

    assertThatThrownBy(() -> orders.apply("1", empty)).hasMessageContaining("needs a format");
    FileIO.Write<String, Order> formatted = empty.via(Order::line, TextIO.sink());
    assertThatThrownBy(() -> orders.apply("2", formatted))
        .hasMessageContaining("needs a directory");
    FileIO.Write<String, Order> placed = formatted.to(directory.toString());
    assertThatThrownBy(() -> orders.apply("3", placed)).hasMessageContaining("add .by(");
    FileIO.Write<String, Order> routed = placed.by(Order::country);
    assertThatThrownBy(() -> orders.apply("4", routed)).hasMessageContaining("withNaming(");
    FileIO.Write<String, Order> named =
        routed.withNaming(country -> FileIO.Write.defaultNaming(country, ""));
    assertThatThrownBy(() -> orders.apply("5", named))
        .hasMessageContaining("withDestinationCoder(");
    assertThatThrownBy(() -> orders.apply("6", named.withPrefix("x")))
        .hasMessageContaining("neither withPrefix");
    assertThatThrownBy(() -> named.withNaming((window, pane, shards, shard, c) -> "same"))
        .hasMessageContaining("withNaming(destination -> naming)");
    assertThatThrownBy(() -> named.withMaxOpenFiles(0)).hasMessageContaining("not 0");
    p.run();
  }

  @Test
  void oneDestinationIsNotToldByAFunction() {
    FileIO.Write<Void, String> write = FileIO.write();
    assertThatThrownBy(() -> write.by(line -> null)).hasMessageContaining("writeDynamic()");
    assertThatThrownBy(() -> write.withMaxOpenFiles(3)).hasMessageContaining("writeDynamic()");
  }

  @Test
  void destinationsNeedBytesThatTellThemApart() {
    PCollection<Integer> numbers = p.apply(Create.of(1, 2).withCoder(VarIntCoder.of()));
    assertThatThrownBy(
            () ->
                numbers.apply(
                    FileIO.<Double, Integer>writeDynamic()
                        .by(number -> number / 2.0)
                        .withDestinationCoder(
                            io.millrace.sdk.coders.SerializableCoder.of(Double.class))
                        .via(String::valueOf, TextIO.sink())
                        .to(directory.toString())
                        .withNaming(half -> FileIO.Write.defaultNaming("n" + half, ""))))
        .hasMessageContaining("told apart by their bytes");
    p.run();
  }

  @Test
  void whatTheFunctionThrowsNamesTheTransform() {
    p.apply(Create.of(orders("no", 1)))
        .apply(
            "Orders",
            write()
                .by(
                    order -> {
                      throw new IllegalStateException("no place for " + order);
                    }));

    assertThatThrownBy(p::run)
        .hasMessageContaining("Orders")
        .hasStackTraceContaining("no place for");
  }
}
