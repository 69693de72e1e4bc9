package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Elements;
import io.millrace.runners.direct.testing.Numbers;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each rule that strict checks watch over, broken once; and that plain runs do not look. */
@Timeout(120)
class StrictChecksTest {

  private static final Coder<List<Integer>> LISTS = ListCoder.of(VarIntCoder.of());

  @Test
  void aFunctionThatChangesItsInputIsCaught() {
    assertCaught(
        p -> lists(p).apply("Change", ParDo.of(new Change())),
        "Lists",
        "was changed after it was output",
        "[1] became [1, 99]",
        "Change");
  }

  @Test
  void aFunctionThatChangesItsInputAtTheEndOfTheBundleIsCaught() {
    assertCaught(
        p -> lists(p).apply("ChangeLate", ParDo.of(new ChangeLate())),
        "Lists",
        "was changed after it was output",
        "ChangeLate");
  }

  @Test
  void aFunctionThatChangesItsInputBehindAnExchangeIsCaught() {
    assertCaught(
        p ->
            lists(p)
                .apply("Spread", Redistribute.arbitrarily())
                .apply("Change", ParDo.of(new Change())),
        "Lists",
        "was changed after it was output",
        "Change");
  }

  @Test
  void aFunctionThatChangesItsOutputAfterwardsIsCaught() {
    assertCaught(
        p ->
            p.apply(Impulse.create())
                .apply("Reuse", ParDo.of(new Reuse()))
                .setCoder(LISTS)
                .apply("Read", ParDo.of(new Ignore<>())),
        "Reuse",
        "was changed after it was output",
        "Read");
  }

  @Test
  void anElementThatDoesNotSurviveItsCoderIsCaught() {
    assertCaught(
        p -> p.apply("Words", Elements.of(new LoudCoder(), "Abc")),
        "Words",
        "does not survive its coder",
        "Abc became ABC");
  }

  @Test
  void anElementThatItsCoderCannotEncodeIsCaughtEvenIfNobodyReadsIt() {
    assertCaught(
        p -> p.apply("Words", Elements.of(new Refusing(), "abc")), "Words", "cannot encode abc");
  }

  @Test
  void anElementThatIsNotEqualToItsCopyIsCaughtIfItsCoderSaysOtherwise() {
    assertCaught(
        p -> p.apply("Boxes", Elements.of(new BoxCoder(), new Box(7))),
        "Boxes",
        "does not survive its coder",
        "no equals method");
  }

  @Test
  void aTimestampBeforeThatOfTheInputIsRefusedInPlainRunsToo() {
    for (String strict : new String[] {"true", "false"}) {
      Pipeline p = Runs.pipeline("--strictChecks=" + strict);
      p.apply(
              Elements.timestamped(
                  VarIntCoder.of(), TimestampedValue.of(1, Instant.ofEpochSecond(100))))
          .apply("Back", ParDo.of(new Back()));

      assertThatThrownBy(p::run)
          .isInstanceOf(PipelineExecutionException.class)
          .hasMessageStartingWith("Transform Back failed: ")
          .hasMessageContaining("Cannot output with timestamp 1970-01-01T00:01:30Z")
          .hasMessageContaining("getAllowedTimestampSkew");
    }
  }

  @Test
  void bundlesAreOfManySizes() {
    Seen<Integer> sizes = new Seen<>();
    Pipeline p = Runs.pipeline("--strictChecks=true", "--targetParallelism=2");
    p.apply(GenerateSequence.from(0).to(2_000)).apply(ParDo.of(new BundleSizes(sizes)));

    p.run();

    assertThat(sizes.values().stream().mapToInt(size -> size).sum()).isEqualTo(2_000);
    assertThat(new HashSet<>(sizes.values())).hasSizeGreaterThan(8).allMatch(size -> size <= 16);
  }

  @Test
  void aPlainRunHasLargeBundles() {
    Seen<Integer> sizes = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=1");
    p.apply(GenerateSequence.from(0).to(2_000)).apply(ParDo.of(new BundleSizes(sizes)));

    p.run();

    assertThat(sizes.values()).containsExactly(2_000);
  }

  @Test
  void elementsComeInAnotherOrderThanTheyWereMade() {
    List<Long> inOrder = new ArrayList<>();
    for (long i = 0; i < 500; i++) {
      inOrder.add(i);
    }
    for (String strict : new String[] {"true", "false"}) {
      Seen<Long> elements = new Seen<>();
      Seen<Long> values = new Seen<>();
      Pipeline p = Runs.pipeline("--strictChecks=" + strict, "--targetParallelism=1", "--seed=4");
      PCollection<Long> numbers =
          p.apply(Impulse.create()).apply("Numbers", ParDo.of(new Numbers(500)));
      numbers.apply(Redistribute.arbitrarily()).apply(ParDo.of(new Note(elements)));
      numbers
          .apply("Key", ParDo.of(new ToOneKey()))
          .apply(GroupByKey.create())
          .apply(ParDo.of(new NoteValues(values)));

      p.run();

      assertThat(elements.values()).containsExactlyInAnyOrderElementsOf(inOrder);
      assertThat(values.values()).containsExactlyInAnyOrderElementsOf(inOrder);
      assertThat(elements.values().equals(inOrder)).isEqualTo(strict.equals("false"));
      assertThat(values.values().equals(inOrder)).isEqualTo(strict.equals("false"));
    }
  }

  @Test
  void eachTaskHasAnInstanceOfItsOwn() {
    Seen<Integer> instances = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=4");
    NoteInstance fn = new NoteInstance(instances);
    p.apply(GenerateSequence.from(0).to(1_000))
        .apply(Redistribute.arbitrarily())
        .apply(ParDo.of(fn));

    p.run();

    assertThat(new HashSet<>(instances.values()))
        .hasSize(4)
        .doesNotContain(System.identityHashCode(fn.state));
  }

  private interface Construction {
    void apply(Pipeline p);
  }

  /** Caught by strict checks, in the name of the producer, and not looked at otherwise. */
  private static void assertCaught(Construction build, String producer, String... parts) {
    Pipeline strict = Runs.pipeline("--strictChecks=true", "--targetParallelism=2");
    build.apply(strict);
    assertThatThrownBy(strict::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageStartingWith("Transform " + producer)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("--seed=");

    Pipeline plain = Runs.pipeline("--targetParallelism=2");
    build.apply(plain);
    plain.run();
  }

  private static PCollection<List<Integer>> lists(Pipeline p) {
    return p.apply("Lists", Elements.of(LISTS, new ArrayList<>(List.of(1)))).setCoder(LISTS);
  }

  static final class Change extends DoFn<List<Integer>, Integer> {
    @ProcessElement
    public void processElement(@Element List<Integer> element, OutputReceiver<Integer> out) {
      element.add(99);
      out.output(element.size());
    }
  }

  static final class ChangeLate extends DoFn<List<Integer>, Integer> {
    private final ArrayList<List<Integer>> kept = new ArrayList<>();

    @ProcessElement
    public void processElement(@Element List<Integer> element) {
      kept.add(element);
    }

    @FinishBundle
    public void finishBundle() {
      kept.forEach(list -> list.add(99));
    }
  }

  static final class Reuse extends DoFn<byte[], List<Integer>> {
    @ProcessElement
    public void processElement(OutputReceiver<List<Integer>> out) {
      List<Integer> reused = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        reused.clear();
        reused.add(i);
        out.output(reused);
      }
    }
  }

  static final class Ignore<T> extends DoFn<T, Void> {
    @ProcessElement
    public void processElement(@Element T element) {}
  }

  static final class LoudCoder extends CustomCoder<String> {
    @Override
    public void encode(String value, OutputStream outStream) throws IOException {
      StringUtf8Coder.of().encode(value, outStream);
    }

    @Override
    public String decode(InputStream inStream) throws IOException {
      return StringUtf8Coder.of().decode(inStream).toUpperCase(Locale.ROOT);
    }
  }

  static final class Refusing extends CustomCoder<String> {
    @Override
    public void encode(String value, OutputStream outStream) throws IOException {
      throw new IOException("cannot encode " + value);
    }

    @Override
    public String decode(InputStream inStream) throws IOException {
      throw new IOException("nothing was ever encoded");
    }
  }

  static final class Box implements java.io.Serializable {
    final int content;

    Box(int content) {
      this.content = content;
    }
  }

  static final class BoxCoder extends CustomCoder<Box> {
    @Override
    public void encode(Box value, OutputStream outStream) throws IOException {
      outStream.write(value.content);
    }

    @Override
    public Box decode(InputStream inStream) throws IOException {
      return new Box(inStream.read());
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }

  static final class Back extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement(
        @Element Integer element, @Timestamp Instant timestamp, OutputReceiver<Integer> out) {
      out.outputWithTimestamp(element, timestamp.minus(Duration.ofSeconds(10)));
    }
  }

  static final class BundleSizes extends DoFn<Long, Void> {
    private final Seen<Integer> sizes;
    private int size;

    BundleSizes(Seen<Integer> sizes) {
      this.sizes = sizes;
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      size++;
    }

    @FinishBundle
    public void finishBundle() {
      if (size > 0) {
        sizes.add(size);
      }
      size = 0;
    }
  }

  static final class Note extends DoFn<Long, Void> {
    private final Seen<Long> notes;

    Note(Seen<Long> notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      notes.add(element);
    }
  }

  static final class ToOneKey extends DoFn<Long, KV<Integer, Long>> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<KV<Integer, Long>> out) {
      out.output(KV.of(0, element));
    }
  }

  static final class NoteValues extends DoFn<KV<Integer, Iterable<Long>>, Void> {
    private final Seen<Long> notes;

    NoteValues(Seen<Long> notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element KV<Integer, Iterable<Long>> group) {
      group.getValue().forEach(notes::add);
    }
  }

  static final class NoteInstance extends DoFn<Long, Void> {
    private final Seen<Integer> instances;
    private final ArrayList<Long> state = new ArrayList<>();

    NoteInstance(Seen<Integer> instances) {
      this.instances = instances;
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      state.add(element);
      instances.add(System.identityHashCode(state));
    }
  }
}
