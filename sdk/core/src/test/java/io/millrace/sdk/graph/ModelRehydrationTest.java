package io.millrace.sdk.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.Coder;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.DoFn;
import org.junit.jupiter.api.Test;

class ModelRehydrationTest {

  private static Coder coder(String urn, String... components) {
    Coder.Builder coder = Coder.newBuilder().setSpec(FunctionSpec.newBuilder().setUrn(urn));
    for (String component : components) {
      coder.addComponentCoderIds(component);
    }
    return coder.build();
  }

  @Test
  void aCoderIsMadeOfTheCodersThatItNames() {
    ModelRehydration model =
        new ModelRehydration(
            Components.newBuilder()
                .putCoders("pairs", coder("millrace:coder:kv:v1", "text", "numbers"))
                .putCoders("text", coder("millrace:coder:string_utf8:v1"))
                .putCoders("numbers", coder("millrace:coder:iterable:v1", "number"))
                .putCoders("number", coder("millrace:coder:varint:v1"))
                .build());
    assertThat(model.coder("pairs"))
        .isEqualTo(KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(VarLongCoder.of())));
  }

  @Test
  void whatIsNotKnownIsRefusedByName() {
    ModelRehydration model =
        new ModelRehydration(
            Components.newBuilder()
                .putCoders("list", coder("millrace:coder:iterable:v1", "point"))
                .putCoders("point", coder("millrace:coder:point:v9"))
                .build());
    assertThatThrownBy(() -> model.coder("list"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("millrace:coder:point:v9")
        .hasMessageContaining("run the pipeline with the version that made it");
    assertThatThrownBy(() -> model.coder("other"))
        .hasMessageContaining("no coder with the id other");
    assertThatThrownBy(() -> model.coderOf("words"))
        .hasMessageContaining("no PCollection with the id words");
    FunctionSpec go = FunctionSpec.newBuilder().setUrn("millrace:dofn:go:v1").build();
    assertThatThrownBy(() -> ModelRehydration.javaFunction(go, Urns.JAVA_DO_FN, DoFn.class))
        .hasMessageContaining("millrace:dofn:go:v1");
  }

  @Test
  void aDamagedFunctionIsReportedAsWhatItWasToBe() {
    FunctionSpec damaged =
        FunctionSpec.newBuilder()
            .setUrn(Urns.JAVA_DO_FN)
            .setPayload(ByteString.copyFromUtf8("no Java object"))
            .build();
    assertThatThrownBy(() -> ModelRehydration.javaFunction(damaged, Urns.JAVA_DO_FN, DoFn.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot deserialise DoFn");
  }
}
