package io.millrace.sdk.transforms;

import static io.millrace.sdk.values.TypeDescriptors.integers;
import static io.millrace.sdk.values.TypeDescriptors.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.coders.SerializableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.WithFailures.ExceptionAsMapHandler;
import io.millrace.sdk.transforms.WithFailures.ExceptionElement;
import io.millrace.sdk.transforms.WithFailures.Result;
import io.millrace.sdk.transforms.WithFailures.ThrowableHandler;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.EncodableThrowable;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WithFailuresTest {

  // anonymous classes as programs write them; static, so that they do not take the test along
  private static final ExceptionAsMapHandler<String> AS_MAP =
      new ExceptionAsMapHandler<String>() {};
  private static final ThrowableHandler<String> THROWABLE = new ThrowableHandler<String>() {};

  private final Pipeline pipeline = Pipeline.create();

  private PCollection<String> words() {
    return Sources.bounded(pipeline, StringUtf8Coder.of()).setTypeDescriptor(strings());
  }

  private static MapElements<String, Integer> parse() {
    return MapElements.into(integers()).via((String word) -> Integer.parseInt(word));
  }

  @Test
  void failuresAreAnOutputOfTheirOwn() {
    List<PCollection<String>> failures = new ArrayList<>();
    PCollection<Integer> numbers =
        words()
            .apply(
                "Parse",
                parse()
                    .exceptionsInto(strings())
                    .exceptionsVia(failure -> failure.element() + ": " + failure.exception()))
            .failuresTo(failures);
    assertThat(numbers.getCoder()).isEqualTo(VarIntCoder.of());
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).getCoder()).isEqualTo(StringUtf8Coder.of());
    assertThat(Applied.names(pipeline)).contains("Parse", "Parse/Map");
    assertThat(numbers.getName()).isNotEqualTo(failures.get(0).getName());
  }

  @Test
  void handlersThatTellTheirTypesNeedNoInto() {
    Result<PCollection<Integer>, KV<String, Map<String, String>>> described =
        words().apply(parse().exceptionsVia(AS_MAP));
    assertThat(described.failures().getCoder())
        .isEqualTo(
            KvCoder.of(
                StringUtf8Coder.of(), MapCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())));
    Result<PCollection<Integer>, KV<String, EncodableThrowable>> thrown =
        words().apply(parse().exceptionsVia(THROWABLE));
    assertThat(thrown.failures().getCoder())
        .isEqualTo(
            KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(EncodableThrowable.class)));
    assertThat(Applied.names(pipeline)).contains("MapWithFailures", "MapWithFailures2");
  }

  @Test
  void everyTransformOfElementsHasIt() {
    assertThat(
            words()
                .apply(
                    FlatMapElements.into(strings())
                        .via((String word) -> List.of(word))
                        .exceptionsInto(integers())
                        .exceptionsVia(failure -> 1))
                .failures()
                .getCoder())
        .isEqualTo(VarIntCoder.of());
    PCollection<KV<String, String>> pairs =
        Sources.bounded(pipeline, KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()));
    Result<PCollection<KV<Integer, String>>, String> keys =
        pairs.apply(
            MapKeys.into(integers())
                .<String, String>via(key -> Integer.parseInt(key))
                .exceptionsInto(strings())
                .exceptionsVia(failure -> failure.element().getKey()));
    assertThat(keys.output().getCoder())
        .isEqualTo(KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of()));
    Result<PCollection<KV<String, Integer>>, String> values =
        pairs.apply(
            MapValues.into(integers())
                .<String, String>via(value -> Integer.parseInt(value))
                .exceptionsInto(strings())
                .exceptionsVia(failure -> failure.element().getKey()));
    assertThat(values.output().getCoder())
        .isEqualTo(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    assertThat(Applied.names(pipeline))
        .contains("FlatMapWithFailures", "MapKeysWithFailures", "MapValuesWithFailures");
  }

  @Test
  void missingHandlerIsReportedWithWhatToAdd() {
    PCollection<String> words = words();
    assertThatIllegalStateException()
        .isThrownBy(() -> words.apply("Parse", parse().exceptionsInto(strings())))
        .withMessageContaining("Transform Parse")
        .withMessageContaining(".exceptionsVia(");
  }

  @Test
  void exceptionAsMapTellsClassMessageAndTrace() {
    KV<String, Map<String, String>> described =
        AS_MAP.apply(ExceptionElement.of("x", new IllegalStateException("broken")));
    assertThat(described.getKey()).isEqualTo("x");
    assertThat(described.getValue())
        .containsEntry("className", "java.lang.IllegalStateException")
        .containsEntry("message", "broken");
    assertThat(described.getValue().get("stackTrace")).contains("WithFailuresTest");
    assertThat(AS_MAP.apply(ExceptionElement.of("x", new RuntimeException())).getValue())
        .doesNotContainKey("message");
  }

  @Test
  void throwablesSurviveTheirCoderWithTraceAndCause() throws Exception {
    EncodableThrowable thrown =
        EncodableThrowable.forThrowable(
            new RuntimeException("outer", new IllegalStateException("inner")));
    EncodableThrowable copy =
        CoderUtils.clone(SerializableCoder.of(EncodableThrowable.class), thrown);
    assertThat(copy).isEqualTo(thrown).hasSameHashCodeAs(thrown);
    assertThat(copy.throwable()).isNotSameAs(thrown.throwable());
    assertThat(copy)
        .isNotEqualTo(EncodableThrowable.forThrowable(new RuntimeException("outer")))
        .isNotEqualTo(EncodableThrowable.forThrowable(withTraceOf(thrown.throwable(), "other")));
  }

  private static Throwable withTraceOf(Throwable template, String message) {
    RuntimeException made = new RuntimeException(message, template.getCause());
    made.setStackTrace(template.getStackTrace());
    return made;
  }

  @Test
  void causesInACircleAreComparedToo() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);
    assertThat(EncodableThrowable.forThrowable(a))
        .isEqualTo(EncodableThrowable.forThrowable(a))
        .isNotEqualTo(EncodableThrowable.forThrowable(b));
  }
}
