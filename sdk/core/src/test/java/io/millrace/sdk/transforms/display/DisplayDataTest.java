package io.millrace.sdk.transforms.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.options.ValueProvider.StaticValueProvider;
import io.millrace.sdk.transforms.display.DisplayData.Path;
import io.millrace.sdk.transforms.display.DisplayData.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisplayDataTest {
  /** A component that says one thing. */
  record Part(String key, String value) implements HasDisplayData {
    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item(key, value));
    }
  }

  private static List<String> shown(HasDisplayData component) {
    return DisplayData.from(component).items().stream()
        .map(item -> item.getPath() + item.getKey() + "=" + item.getValue())
        .toList();
  }

  @Test
  void everyTypeHasItsForm() {
    DisplayData data =
        DisplayData.from(
            builder ->
                builder
                    .add(DisplayData.item("text", "t"))
                    .add(DisplayData.item("int", 1))
                    .add(DisplayData.item("long", 2L))
                    .add(DisplayData.item("float", 0.5f))
                    .add(DisplayData.item("double", 0.25))
                    .add(DisplayData.item("flag", true))
                    .add(DisplayData.item("when", Instant.ofEpochMilli(1_500)))
                    .add(DisplayData.item("how long", Duration.ofSeconds(3)))
                    .add(DisplayData.item("class", String.class))
                    .add(DisplayData.item("provided", StaticValueProvider.of(7)))
                    .add(DisplayData.item("other", StaticValueProvider.of(List.of(1, 2)))));

    assertThat(data.items())
        .extracting(item -> item.getType() + " " + item.getValue())
        .containsExactly(
            "STRING t",
            "INTEGER 1",
            "INTEGER 2",
            "FLOAT 0.5",
            "FLOAT 0.25",
            "BOOLEAN true",
            "TIMESTAMP 1970-01-01T00:00:01.500Z",
            "DURATION 3000",
            "JAVA_CLASS java.lang.String",
            "INTEGER 7",
            "STRING [1, 2]");
    assertThat(data.items())
        .filteredOn(item -> item.getShortValue() != null)
        .extracting(DisplayData.Item::getShortValue)
        .containsExactly("String");
  }

  @Test
  void anItemMayHaveLabelLinkAndNamespace() {
    DisplayData.Item item =
        DisplayData.from(
                builder ->
                    builder.add(
                        DisplayData.item("k", 1)
                            .withLabel("a label")
                            .withLinkUrl("https://example.org")
                            .withNamespace(String.class)))
            .items()
            .iterator()
            .next();

    assertThat(item.getLabel()).isEqualTo("a label");
    assertThat(item.getLinkUrl()).isEqualTo("https://example.org");
    assertThat(item.getNamespace()).isEqualTo(String.class);
    assertThat(item).hasToString("java.lang.String:k=1");
  }

  @Test
  void includedPartsSpeakUnderTheirPathsAndDelegatesUnderTheSame() {
    HasDisplayData inner =
        builder -> builder.add(DisplayData.item("depth", 1)).include("leaf", new Part("a", "1"));
    HasDisplayData outer =
        builder ->
            builder
                .add(DisplayData.item("depth", 0))
                .include("inner", inner)
                .delegate(new Part("b", "2"))
                .add(DisplayData.item("again", "outer"));

    assertThat(shown(outer))
        .containsExactly("depth=0", "inner/depth=1", "inner/leaf/a=1", "b=2", "again=outer");
    assertThat(DisplayData.from(outer).asMap())
        .containsKey(DisplayData.Identifier.of(Path.absolute("inner", "leaf"), Part.class, "a"))
        .containsKey(DisplayData.Identifier.of(Path.root(), Part.class, "b"));
  }

  @Test
  void componentsThatReferToEachOtherSpeakOnce() {
    HasDisplayData[] pair = new HasDisplayData[2];
    pair[0] = builder -> builder.add(DisplayData.item("me", 0)).include("other", pair[1]);
    pair[1] = builder -> builder.add(DisplayData.item("me", 1)).include("other", pair[0]);

    assertThat(shown(pair[0])).containsExactly("me=0", "other/me=1");
  }

  @Test
  void whatIsNullOrDefaultCanBeLeftOut() {
    assertThat(
            shown(
                builder ->
                    builder
                        .addIfNotNull(DisplayData.item("null", (String) null))
                        .addIfNotNull(DisplayData.item("text", "t"))
                        .addIfNotDefault(DisplayData.item("default", 5), 5)
                        .addIfNotDefault(DisplayData.item("not default", 6), 5)
                        .addIfNotDefault(DisplayData.item("both null", (Integer) null), null)
                        .addIfNotDefault(DisplayData.item("pause", Duration.ofSeconds(1)), null)))
        .containsExactly("text=t", "not default=6", "pause=1000");
  }

  @Test
  void mistakesNameTheComponentAndTheItem() {
    record Twice() implements HasDisplayData {
      @Override
      public void populateDisplayData(DisplayData.Builder builder) {
        builder.add(DisplayData.item("k", 1)).add(DisplayData.item("k", 2));
      }
    }
    assertThatThrownBy(() -> DisplayData.from(builder -> builder.include("part", new Twice())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The display data of " + Twice.class.getName())
        .hasMessageContaining("part/" + Twice.class.getName() + ":k is registered twice");
    assertThatThrownBy(
            () -> DisplayData.from(b -> b.add(DisplayData.item("nothing", (String) null))))
        .hasMessageContaining("'nothing' has no value; use addIfNotNull");
    assertThatThrownBy(
            () ->
                DisplayData.from(
                    b -> b.include("same", new Part("a", "1")).include("same", new Part("b", "2"))))
        .hasMessageContaining("The path 'same' is already used by " + Part.class.getName());
    assertThatThrownBy(() -> DisplayData.from(b -> b.include("", new Part("a", "1"))))
        .hasMessageContaining("components that are not empty");
    assertThatThrownBy(() -> DisplayData.item("", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DisplayData.item("k", Type.INTEGER, "one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be displayed as INTEGER");
  }

  @Test
  void dataThatSayTheSameAreEqual() {
    HasDisplayData part = new Part("a", "1");

    assertThat(DisplayData.from(part))
        .isEqualTo(DisplayData.from(part))
        .isNotEqualTo(DisplayData.none());
    assertThat(DisplayData.none().items()).isEmpty();
    assertThat(DisplayData.inferType(new Object())).isNull();
    assertThat(DisplayData.inferType((short) 1)).isEqualTo(Type.INTEGER);
  }

  @Test
  void theModelCarriesEverything() {
    HasDisplayData component =
        builder ->
            builder
                .include("in", b -> b.delegate(new Part("a", "1")))
                .add(DisplayData.item("int", 1).withLabel("label").withLinkUrl("link"))
                .add(DisplayData.item("double", 0.5))
                .add(DisplayData.item("flag", true))
                .add(DisplayData.item("when", Instant.ofEpochMilli(-1_234)))
                .add(DisplayData.item("pause", Duration.ofMillis(99)))
                .add(DisplayData.item("class", String.class));
    List<io.millrace.model.v1.DisplayData> protos =
        DisplayDataTranslation.toProto(DisplayData.from(component));

    assertThat(protos).hasSize(7);
    assertThat(protos.get(0).getKey()).isEqualTo("a");
    assertThat(protos.get(0).getPath()).isEqualTo("in");
    assertThat(protos.get(0).getNamespace()).isEqualTo(Part.class.getName());
    assertThat(protos.get(0).getStringValue()).isEqualTo("1");
    assertThat(protos.get(1).getIntValue()).isEqualTo(1);
    assertThat(protos.get(1).getLabel()).isEqualTo("label");
    assertThat(protos.get(1).getLinkUrl()).isEqualTo("link");
    assertThat(protos.get(1).getPath()).isEmpty();
    assertThat(protos.get(2).getDoubleValue()).isEqualTo(0.5);
    assertThat(protos.get(3).getBoolValue()).isTrue();
    assertThat(protos.get(4).getTimestampMillis()).isEqualTo(-1_234);
    assertThat(protos.get(5).getDurationMillis()).isEqualTo(99);
    assertThat(protos.get(6).getClassValue()).isEqualTo("java.lang.String");
  }
}
