package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

class RegexTest {

  private static <O> List<O> outputs(
      PTransform<PCollection<String>, PCollection<O>> transform, String... texts) throws Exception {
    Pipeline pipeline = Pipeline.create();
    Sources.bounded(pipeline, StringUtf8Coder.of()).apply(transform);
    return Applied.outputs(pipeline, texts);
  }

  @Test
  void matchesWantsTheWholeText() throws Exception {
    assertThat(outputs(Regex.matches("[a-z]+"), "abc", "abc1", "x")).containsExactly("abc", "x");
    assertThat(outputs(Regex.matches("(.)(.)", 2), "ab", "abc")).containsExactly("b");
    assertThat(outputs(Regex.matches("(?<first>.).*", "first"), "ab", "")).containsExactly("a");
    assertThat(outputs(Regex.matches(Pattern.compile("A", Pattern.CASE_INSENSITIVE)), "a", "b"))
        .containsExactly("a");
  }

  @Test
  void findTakesTheFirstPartThatMatches() throws Exception {
    assertThat(outputs(Regex.find("[0-9]+"), "a12b34", "none")).containsExactly("12");
    assertThat(outputs(Regex.find("([a-z])([0-9])", 2), "a1b2")).containsExactly("1");
    assertThat(outputs(Regex.find("(?<digit>[0-9])", "digit"), "ab7")).containsExactly("7");
  }

  @Test
  void allGroupsComeInOneListWithNullForThoseThatTookNoPart() throws Exception {
    assertThat(outputs(Regex.allMatches("(a)|(b)"), "b", "c"))
        .containsExactly(Arrays.asList("b", null, "b"));
    assertThat(outputs(Regex.findAll("([a-z])([0-9])"), "-a1b2", "-"))
        .containsExactly(List.of("a1", "a", "1"));
  }

  @Test
  void twoGroupsMakeAPair() throws Exception {
    assertThat(outputs(Regex.matchesKV("(.*)=(.*)", 1, 2), "a=1", "b"))
        .containsExactly(KV.of("a", "1"));
    assertThat(outputs(Regex.matchesKV("(?<k>.*)=(?<v>.*)", "k", "v"), "a=1"))
        .containsExactly(KV.of("a", "1"));
    assertThat(outputs(Regex.findKV("(.)=(.)", 2, 0), "say a=1"))
        .containsExactly(KV.of("1", "a=1"));
    assertThat(outputs(Regex.findKV("(?<k>.)=(?<v>.)", "v", "k"), "say a=1"))
        .containsExactly(KV.of("1", "a"));
  }

  @Test
  void replacementsMayNameGroupsAndKeepTextsWithoutMatch() throws Exception {
    assertThat(outputs(Regex.replaceAll("([0-9])", "<$1>"), "a1b2", "ab"))
        .containsExactly("a<1>b<2>", "ab");
    assertThat(outputs(Regex.replaceFirst("[0-9]", "#"), "a1b2", "ab"))
        .containsExactly("a#b2", "ab");
  }

  @Test
  void splitLeavesEmptyPiecesOutUnlessAskedForThem() throws Exception {
    assertThat(outputs(Regex.split(","), ",a,,b,,")).containsExactly("a", "b");
    assertThat(outputs(Regex.split(",", true), ",a,,b,,"))
        .containsExactly("", "a", "", "b", "", "");
    assertThat(outputs(Regex.split("\\W+"), "The  quick; fox"))
        .containsExactly("The", "quick", "fox");
    assertThat(outputs(Regex.split(","), "")).isEmpty();
  }

  @Test
  void groupsThatThePatternDoesNotHaveAreRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regex.find("(a)", 2))
        .withMessageContaining("\"(a)\" has no group 2")
        .withMessageContaining("to 1");
    assertThatIllegalArgumentException().isThrownBy(() -> Regex.matchesKV("(a)", 0, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regex.matches("(?<a>.)", "b"))
        .withMessageContaining("no group named \"b\"")
        .withMessageContaining("(?<b>...)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regex.find(Pattern.compile("(?<a>.)", Pattern.LITERAL), "a"));
    assertThatExceptionOfType(PatternSyntaxException.class).isThrownBy(() -> Regex.find("("));
  }

  @Test
  void namedGroupsAreFoundUnderAnyFlags() throws Exception {
    Pattern commented = Pattern.compile("(?<a>x) # the end", Pattern.COMMENTS);
    assertThat(outputs(Regex.find(commented, "a"), "-x-")).containsExactly("x");
    assertThat(outputs(Regex.find("(?i)^(?<a>x)\\k<a>$", "a"), "xX")).containsExactly("x");
  }

  @Test
  void namesCodersAndDisplayDataAreThoseOfTheTransforms() {
    Pipeline pipeline = Pipeline.create();
    PCollection<String> lines = Sources.bounded(pipeline, StringUtf8Coder.of());
    assertThat(lines.apply(Regex.matches("a")).getCoder()).isEqualTo(StringUtf8Coder.of());
    assertThat(lines.apply(Regex.findKV("(a)(b)", 1, 2)).getCoder())
        .isEqualTo(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()));
    assertThat(lines.apply(Regex.findAll("a")).getCoder())
        .isEqualTo(ListCoder.of(NullableCoder.of(StringUtf8Coder.of())));
    assertThat(Applied.names(pipeline)).contains("Regex.Matches", "Regex.FindKV", "Regex.FindAll");
    assertThat(DisplayData.from(Regex.split("[,;]")).toString()).contains("pattern=[,;]");
  }
}
