package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  public enum Colour {
    RED,
    GREEN
  }

  public record Point(int x, int y) {}

  public interface Everything extends PipelineOptions {
    String getText();

    void setText(String value);

    boolean isFlag();

    void setFlag(boolean value);

    Boolean getBoxedFlag();

    void setBoxedFlag(Boolean value);

    int getCount();

    void setCount(int value);

    Long getBoxedLong();

    void setBoxedLong(Long value);

    byte getSmall();

    void setSmall(byte value);

    short getShorter();

    void setShorter(short value);

    char getLetter();

    void setLetter(char value);

    double getRatio();

    void setRatio(double value);

    float getSlope();

    void setSlope(float value);

    Colour getColour();

    void setColour(Colour value);

    Class<?> getAnyClass();

    void setAnyClass(Class<?> value);

    Class<? extends Number> getNumberClass();

    void setNumberClass(Class<? extends Number> value);

    Duration getPause();

    void setPause(Duration value);

    Instant getStart();

    void setStart(Instant value);

    List<String> getNames();

    void setNames(List<String> value);

    Set<Colour> getColours();

    void setColours(Set<Colour> value);

    int[] getNumbers();

    void setNumbers(int[] value);

    String[] getWords();

    void setWords(String[] value);

    List<Duration> getPauses();

    void setPauses(List<Duration> value);

    Map<String, Integer> getSizes();

    void setSizes(Map<String, Integer> value);

    Map<String, List<Point>> getShapes();

    void setShapes(Map<String, List<Point>> value);

    List<Point> getPoints();

    void setPoints(List<Point> value);

    Point getPoint();

    void setPoint(Point value);

    BigDecimal getPrice();

    void setPrice(BigDecimal value);

    Path getFile();

    void setFile(Path value);

    ValueProvider<Integer> getLater();

    void setLater(ValueProvider<Integer> value);

    TimeUnit getUnit();

    void setUnit(TimeUnit value);
  }

  private static Everything parse(String... args) {
    return PipelineOptionsFactory.fromArgs(args).as(Everything.class);
  }

  @Test
  void plainValuesAreReadByTheirTypes() {
    Everything options =
        parse(
            "--text=a=b, c",
            "--count=-7",
            "--boxedLong=9000000000",
            "--small=127",
            "--shorter=-300",
            "--letter=x",
            "--ratio=0.25",
            "--slope=1e3",
            "--anyClass=java.util.ArrayList",
            "--numberClass=java.lang.Integer");

    assertThat(options.getText()).isEqualTo("a=b, c");
    assertThat(options.getCount()).isEqualTo(-7);
    assertThat(options.getBoxedLong()).isEqualTo(9_000_000_000L);
    assertThat(options.getSmall()).isEqualTo((byte) 127);
    assertThat(options.getShorter()).isEqualTo((short) -300);
    assertThat(options.getLetter()).isEqualTo('x');
    assertThat(options.getRatio()).isEqualTo(0.25);
    assertThat(options.getSlope()).isEqualTo(1000f);
    assertThat(options.getAnyClass()).isEqualTo(java.util.ArrayList.class);
    assertThat(options.getNumberClass()).isEqualTo(Integer.class);
  }

  @Test
  void whatIsNotGivenIsNullZeroOrFalse() {
    Everything options = parse();

    assertThat(options.getText()).isNull();
    assertThat(options.getCount()).isZero();
    assertThat(options.isFlag()).isFalse();
    assertThat(options.getBoxedFlag()).isNull();
    assertThat(options.getNames()).isNull();
  }

  @Test
  void aBooleanNeedsNoValue() {
    assertThat(parse("--flag").isFlag()).isTrue();
    assertThat(parse("--flag=true").isFlag()).isTrue();
    assertThat(parse("--flag=false").isFlag()).isFalse();
    assertThat(parse("--boxedFlag").getBoxedFlag()).isTrue();
  }

  @Test
  void enumConstantsAreFoundInAnyCase() {
    assertThat(parse("--colour=GREEN").getColour()).isEqualTo(Colour.GREEN);
    assertThat(parse("--colour=red").getColour()).isEqualTo(Colour.RED);
    assertThat(
            PipelineOptionsFactory.fromArgs("--mode=available-now")
                .as(StreamingOptions.class)
                .getMode())
        .isEqualTo(StreamingOptions.Mode.AVAILABLE_NOW);
    // its constants have bodies of their own in some JDKs
    assertThat(parse("--unit=SECONDS").getUnit()).isEqualTo(TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "10s, PT10S",
    "500ms, PT0.5S",
    "5m, PT5M",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "250us, PT0.00025S",
    "7ns, PT0.000000007S",
    "-10s, PT-10S",
    "PT1H30M, PT1H30M",
    "pt2.5s, PT2.5S",
  })
  void durationsAreShortOrIso(String text, Duration expected) {
    assertThat(parse("--pause=" + text).getPause()).isEqualTo(expected);
  }

  @Test
  void instantsAreIsoWithAnyOffset() {
    assertThat(parse("--start=2026-01-31T12:00:00Z").getStart())
        .isEqualTo(parse("--start=2026-01-31T13:00+01:00").getStart())
        .isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
  }

  @Test
  void listsAreSeparatedByCommasOrRepeatedOrJson() {
    assertThat(parse("--names=a,b", "--names=c").getNames()).containsExactly("a", "b", "c");
    assertThat(parse("--names=[\"a,b\", \"c\"]").getNames()).containsExactly("a,b", "c");
    assertThat(parse("--names=").getNames()).isEmpty();
    assertThat(parse("--names=[]").getNames()).isEmpty();
    assertThat(parse("--names=[a-z]").getNames()).containsExactly("[a-z]");
  }

  @Test
  void arraysAndSetsAreGivenLikeLists() {
    assertThat(parse("--numbers=1,2,3").getNumbers()).containsExactly(1, 2, 3);
    assertThat(parse("--words=x", "--words=y").getWords()).containsExactly("x", "y");
    assertThat(parse("--colours=green,red,green").getColours())
        .containsExactly(Colour.GREEN, Colour.RED);
    assertThat(parse("--pauses=1s,PT2S").getPauses())
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(parse("--pauses=[\"1s\"]").getPauses()).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void everythingElseIsJson() {
    assertThat(parse("--sizes={\"a\":1,\"b\":2}").getSizes())
        .containsExactly(Map.entry("a", 1), Map.entry("b", 2));
    assertThat(parse("--point={\"x\":1,\"y\":2}").getPoint()).isEqualTo(new Point(1, 2));
    assertThat(parse("--shapes={\"line\":[{\"x\":1,\"y\":2},{\"x\":3,\"y\":4}]}").getShapes())
        .isEqualTo(Map.of("line", List.of(new Point(1, 2), new Point(3, 4))));
    assertThat(parse("--points={\"x\":1,\"y\":2}", "--points=[{\"x\":3,\"y\":4}]").getPoints())
        .containsExactly(new Point(1, 2), new Point(3, 4));
    assertThat(parse("--price=19.99").getPrice()).isEqualTo(new BigDecimal("19.99"));
    assertThat(parse("--file=/tmp/words").getFile().toString()).endsWith("words");
  }

  @Test
  void aProviderProvidesWhatWasGiven() {
    assertThat(parse("--later=5").getLater().get()).isEqualTo(5);
    assertThat(parse().getLater()).isNull();
  }

  @Test
  void emptyArgumentsAreNoArguments() {
    assertThat(parse("", "--count=1", "").getCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--count=ten | --count=ten is not valid: expected a whole number from -2147483648 to 2147483647",
        "--count=99999999999 | --count=99999999999 is not valid: expected a whole number",
        "--count= | --count= is not valid: expected a whole number",
        "--small=128 | expected a whole number from -128 to 127",
        "--ratio=much | --ratio=much is not valid: expected a number",
        "--flag=yes | --flag=yes is not valid: expected true or false",
        "--letter=xy | --letter=xy is not valid: expected a single character",
        "--colour=BLUE | --colour=BLUE is not valid: expected one of RED, GREEN",
        "--colours=RED,BLUE | expected a comma-separated list, each one of RED, GREEN",
        "--numbers=1,,2 | --numbers= is not valid: expected a comma-separated list, each a whole number",
        "--pause=10 | --pause=10 is not valid: expected a duration such as 500ms, 10s, 1h30m or PT10S",
        "--pause=99999999999999999999s | expected a duration",
        "--start=yesterday | expected a point in time such as 2026-01-31T12:00:00Z",
        "--anyClass=no.such.Class | expected the full name of a class",
        "--numberClass=java.lang.String | expected the full name of a class of java.lang.Number",
        "--point={\"x\":1 | --point={\"x\":1 is not valid: expected JSON of a",
        "--point={\"z\":1} | Unrecognized field \"z\"",
        "--sizes={\"a\":\"many\"} | --sizes={\"a\":\"many\"} is not valid",
        "--text | --text needs a value: write --text=VALUE, where VALUE is text",
        "--numbers=[1,null] | --numbers=[1,null] is not valid: expected a comma-separated list",
        "--later=soon | --later=soon is not valid: expected a whole number",
      })
  void aWrongValueIsToldWithOptionValueAndType(String arg, String message) {
    assertThatThrownBy(() -> parse(arg))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSingleValueCannotBeGivenTwice() {
    assertThatThrownBy(() -> parse("--count=1", "--count=2"))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("--count is given 2 times (1, 2) but takes one value");
  }

  @ParameterizedTest
  @CsvSource({
    "--cuont=1, --count",
    "--Text=a, --text",
    "--colors=RED, --colours",
    "--job-name=x, --jobName"
  })
  void anUnknownOptionGetsTheNearestNameSuggested(String arg, String suggestion) {
    assertThatThrownBy(() -> parse(arg))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "Unknown option "
                + arg.substring(0, arg.indexOf('='))
                + ": did you mean "
                + suggestion
                + "?");
  }

  @Test
  void anOptionLikeNoOtherPointsToTheHelp() {
    assertThatThrownBy(() -> parse("--zzzzzzzzzzzz=1"))
        .hasMessage("Unknown option --zzzzzzzzzzzz; --help lists all options");
  }

  @ParameterizedTest
  @ValueSource(strings = {"words.txt", "-count=1", "--", "--=1"})
  void anythingButOptionsIsRefused(String arg) {
    assertThatThrownBy(() -> parse(arg))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("Unexpected argument '" + arg + "': options are written as --name=value");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThatThrownBy(() -> parse("--count=ten", "--cuont=1", "--flag=yes"))
        .hasMessageContaining("--count=ten is not valid")
        .hasMessageContaining("Unknown option --cuont")
        .hasMessageContaining("--flag=yes is not valid");
  }

  @Test
  void withoutStrictParsingWhatIsWrongIsLeftOut() {
    Everything options =
        PipelineOptionsFactory.fromArgs("--count=ten", "--cuont=1", "--text=kept", "file")
            .withoutStrictParsing()
            .as(Everything.class);

    assertThat(options.getCount()).isZero();
    assertThat(options.getText()).isEqualTo("kept");
  }
}
