package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.millrace.sdk.transforms.display.DisplayData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineOptionsJsonTest {
  record Range(int from, int to) {}

  public interface Travelling extends PipelineOptions {
    Duration getPause();

    void setPause(Duration value);

    Instant getStart();

    void setStart(Instant value);

    Class<?> getType();

    void setType(Class<?> value);

    List<Range> getRanges();

    void setRanges(List<Range> value);

    Map<String, Duration> getPauses();

    void setPauses(Map<String, Duration> value);

    ValueProvider<List<String>> getNames();

    void setNames(ValueProvider<List<String>> value);

    @Default.Integer(5)
    int getSize();

    void setSize(int value);

    String getText();

    void setText(String value);

    @JsonIgnore
    Object getLocal();

    void setLocal(Object value);

    Object getAnything();

    void setAnything(Object value);
  }

  private static PipelineOptions roundTrip(PipelineOptions options) {
    return PipelineOptionsJson.fromJson(PipelineOptionsJson.toJson(options));
  }

  @Test
  void everyValueArrivesAsItWasSent() {
    Travelling sent =
        PipelineOptionsFactory.fromArgs(
                "--pause=90s",
                "--start=2026-01-31T12:00:00Z",
                "--type=java.util.ArrayList",
                "--ranges=[{\"from\":1,\"to\":2}]",
                "--pauses={\"a\":\"5m\"}",
                "--names=x,y",
                "--size=7")
            .as(Travelling.class);
    sent.setText(null);

    Travelling arrived = roundTrip(sent).as(Travelling.class);

    assertThat(arrived.getPause()).isEqualTo(Duration.ofSeconds(90));
    assertThat(arrived.getStart()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(arrived.getType()).isEqualTo(java.util.ArrayList.class);
    assertThat(arrived.getRanges()).containsExactly(new Range(1, 2));
    assertThat(arrived.getPauses()).containsExactly(Map.entry("a", Duration.ofMinutes(5)));
    assertThat(arrived.getNames().get()).containsExactly("x", "y");
    assertThat(arrived.getSize()).isEqualTo(7);
    assertThat(arrived.getText()).isNull();
    assertThat(PipelineOptionsJson.toJson(arrived)).isEqualTo(PipelineOptionsJson.toJson(sent));
  }

  @Test
  void theJsonIsOneObjectWithSortedNames() {
    Travelling options =
        PipelineOptionsFactory.fromArgs("--text=t", "--pause=1s").as(Travelling.class);

    assertThat(PipelineOptionsJson.toJson(options))
        .isEqualTo(
            "{\"options\":{\"appName\":\"PipelineOptionsJsonTest\",\"pause\":\"PT1S\",\"text\":\"t\"}}");
  }

  @Test
  void computedDefaultsTravelAndConstantOnesStay() {
    PipelineOptions sent = PipelineOptionsFactory.fromArgs("--appName=words").create();
    String name = sent.getJobName();

    assertThat(PipelineOptionsJson.toJson(sent)).contains("\"jobName\":\"" + name + "\"");
    assertThat(roundTrip(PipelineOptionsFactory.create()).as(Travelling.class).getSize())
        .isEqualTo(5);
  }

  @Test
  void unknownKeysSurvive() {
    String json = "{\"options\":{\"future\":{\"a\":[1,null]},\"text\":\"t\"}}";
    PipelineOptions options = PipelineOptionsJson.fromJson(json);

    assertThat(options.as(Travelling.class).getText()).isEqualTo("t");
    assertThat(PipelineOptionsJson.toJson(options)).isEqualTo(json);
    assertThat(options.toString()).contains("future: {\"a\":[1,null]}");
    assertThat(DisplayData.from(options).items())
        .extracting(DisplayData.Item::getKey)
        .containsExactly("text", "future");
  }

  @Test
  void whatIsSetWinsOverWhatCame() {
    Travelling options =
        PipelineOptionsJson.fromJson("{\"options\":{\"size\":1}}").as(Travelling.class);
    options.setSize(2);

    assertThat(options.getSize()).isEqualTo(2);
    assertThat(roundTrip(options).as(Travelling.class).getSize()).isEqualTo(2);
  }

  @Test
  void localOptionsStayAtHome() {
    Travelling sent = PipelineOptionsFactory.as(Travelling.class);
    sent.setLocal(new Object());

    assertThat(roundTrip(sent).as(Travelling.class).getLocal()).isNull();
  }

  @Test
  void aValueWithoutJsonFormIsNamed() {
    Travelling options = PipelineOptionsFactory.as(Travelling.class);
    options.setAnything(new Object());

    assertThatThrownBy(() -> PipelineOptionsJson.toJson(options))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("The value of --anything, of java.lang.Object, cannot be written");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"many\"", "null", "[]", "1.5e300"})
  void aValueThatDoesNotFitIsToldWhenItIsRead(String value) {
    Travelling options =
        PipelineOptionsJson.fromJson("{\"options\":{\"size\":" + value + "}}").as(Travelling.class);

    assertThatThrownBy(options::getSize)
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("is not valid: expected a whole number")
        .hasMessageContaining("--size=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "words", "{", "[]", "{}", "{\"options\":3}", "{\"options\":{}} x"})
  void textOfAnotherFormIsRefused(String json) {
    assertThatThrownBy(() -> PipelineOptionsJson.fromJson(json))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageStartingWith("The options are not");
  }
}
