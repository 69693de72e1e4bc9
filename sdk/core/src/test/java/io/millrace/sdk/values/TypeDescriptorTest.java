package io.millrace.sdk.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.transforms.InferableFunction;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.TypeDescriptors.TypeVariableExtractor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeDescriptorTest {
  static class Source<T> {
    TypeDescriptor<T> byInstance() {
      return new TypeDescriptor<T>(this) {};
    }

    TypeDescriptor<List<T>> byClass() {
      return new TypeDescriptor<List<T>>(getClass()) {};
    }
  }

  static class Names extends Source<String> {}

  static class Length implements SerializableFunction<String, Integer> {
    @Override
    public Integer apply(String text) {
      return text.length();
    }
  }

  @Test
  void theAnonymousClassKeepsTheArguments() {
    TypeDescriptor<Map<String, List<Integer>>> type = new TypeDescriptor<>() {};
    assertThat(type)
        .hasToString("java.util.Map<java.lang.String, java.util.List<java.lang.Integer>>");
    assertThat((Object) type.getRawType()).isEqualTo(Map.class);
    assertThat(type.hasUnresolvedParameters()).isFalse();
    assertThat(type)
        .isEqualTo(
            TypeDescriptors.maps(
                TypeDescriptors.strings(), TypeDescriptors.lists(TypeDescriptors.integers())));
    assertThat(type.hashCode())
        .isEqualTo(
            TypeDescriptors.maps(
                    TypeDescriptors.strings(), TypeDescriptors.lists(TypeDescriptors.integers()))
                .hashCode());
  }

  @Test
  void theClassOfAnObjectFillsVariables() {
    assertThat(new Names().byInstance()).isEqualTo(TypeDescriptors.strings());
    assertThat(new Names().byClass()).isEqualTo(new TypeDescriptor<List<String>>() {});
    assertThat(new Source<String>().byInstance().hasUnresolvedParameters()).isTrue();
  }

  @Test
  void supertypesAndSubtypesCarryTheArguments() {
    TypeDescriptor<ArrayList<String>> type = new TypeDescriptor<>() {};
    assertThat((Object) type.getSupertype(Collection.class))
        .isEqualTo(new TypeDescriptor<Collection<String>>() {});
    assertThat(type.isSubtypeOf(new TypeDescriptor<List<String>>() {})).isTrue();
    assertThat(type.isSubtypeOf(new TypeDescriptor<List<Integer>>() {})).isFalse();
    assertThat(new TypeDescriptor<Iterable<String>>() {}.isSupertypeOf(type)).isTrue();
    assertThat(type.getTypes()).contains(new TypeDescriptor<Iterable<String>>() {});
    assertThat(type.getTypeParameter("E")).isEqualTo(ArrayList.class.getTypeParameters()[0]);
    assertThatThrownBy(() -> type.getTypeParameter("X")).hasMessageContaining("named X");
  }

  @Test
  void arraysTellTheirComponents() {
    assertThat(TypeDescriptor.of(String[].class).isArray()).isTrue();
    assertThat((Object) TypeDescriptor.of(String[].class).getComponentType())
        .isEqualTo(TypeDescriptors.strings());
    assertThat((Object) TypeDescriptors.strings().getComponentType()).isNull();
  }

  @Test
  void itIsSerialisableWhereverItWasMade() {
    TypeDescriptor<KV<String, List<Long>>> type = new TypeDescriptor<>() {};
    assertThat(SerializableUtils.clone(type)).isEqualTo(type);
  }

  @Test
  void functionsTellTheirTypesUnlessTheyAreLambdas() {
    assertThat(TypeDescriptors.inputOf(new Length())).isEqualTo(TypeDescriptors.strings());
    assertThat(TypeDescriptors.outputOf(new Length())).isEqualTo(TypeDescriptors.integers());
    SerializableFunction<String, Integer> lambda = String::length;
    assertThat(TypeDescriptors.outputOf(lambda).hasUnresolvedParameters()).isTrue();
    SimpleFunction<String, List<Integer>> simple =
        new SimpleFunction<>(text -> List.of(text.length())) {};
    assertThat(TypeDescriptors.inputOf(simple)).isEqualTo(TypeDescriptors.strings());
    assertThat(simple.getOutputTypeDescriptor()).isEqualTo(new TypeDescriptor<List<Integer>>() {});
    assertThat(simple.apply("ab")).containsExactly(2);
    assertThat(
            InferableFunction.fromProcessFunctionWithOutputType(lambda, TypeDescriptors.integers())
                .getOutputTypeDescriptor())
        .isEqualTo(TypeDescriptors.integers());
  }

  @Test
  <InputT, OutputT> void anExtractorTakesOneVariableFromAnother() {
    @SuppressWarnings("unchecked")
    SerializableFunction<InputT, OutputT> fn =
        (SerializableFunction<InputT, OutputT>) (SerializableFunction<?, ?>) new Length();
    TypeDescriptor<OutputT> output =
        TypeDescriptors.extractFromTypeParameters(
            fn,
            SerializableFunction.class,
            new TypeVariableExtractor<SerializableFunction<InputT, OutputT>, OutputT>() {});
    assertThat((Object) output).isEqualTo(TypeDescriptors.integers());
  }
}
