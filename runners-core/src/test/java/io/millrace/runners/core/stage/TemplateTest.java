package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.invoke.ElementReceiver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTest {

  @Test
  void eachInstanceHasConstantsOfItsOwn() {
    List<Object> a = new ArrayList<>();
    List<Object> b = new ArrayList<>();
    ElementReceiver toA = tee(a::add, x -> {});
    ElementReceiver toBoth = tee(b::add, toA);

    toBoth.accept("x");
    toA.accept("y");

    assertThat(a).containsExactly("x", "y");
    assertThat(b).containsExactly("x");
    assertThat(toA.getClass()).isNotEqualTo(toBoth.getClass());
  }

  @Test
  void aTemplateItselfCannotBeUsed() {
    assertThatThrownBy(() -> new Tee())
        .isInstanceOf(LinkageError.class)
        .rootCause()
        .hasMessageContaining("make instances with Template");
  }

  private static ElementReceiver tee(ElementReceiver first, ElementReceiver second) {
    return Template.instantiate(ElementReceiver.class, Tee.class, first, second);
  }
}
