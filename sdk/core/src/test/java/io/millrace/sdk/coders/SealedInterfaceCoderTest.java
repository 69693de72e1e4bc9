package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.values.TypeDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedInterfaceCoderTest {
  private final CoderRegistry registry = CoderRegistry.createDefault();

  sealed interface Event permits Login, Purchase, Ping, Admin {}

  record Login(String user) implements Event {}

  record Purchase(String user, List<Long> cents) implements Event {}

  enum Ping implements Event {
    PING
  }

  sealed interface Admin extends Event {}

  record Ban(String user) implements Admin {}

  record Restart() implements Admin {}

  sealed interface Expression<T> {}

  record Literal<T>(T value) implements Expression<T> {}

  record Sum<T>(Expression<T> left, Expression<T> right) implements Expression<T> {}

  sealed interface Open {}

  record Known() implements Open {}

  static non-sealed class Anything implements Open {}

  @Test
  void aValueIsItsPlaceAmongThePermittedTypesAndItself() throws Exception {
    Coder<Event> coder = registry.getCoder(Event.class);
    assertThat(CoderContract.bytes(coder, new Login("a"))).containsExactly(0, 1, 'a');
    assertThat(CoderContract.bytes(coder, Ping.PING)).containsExactly(2, 0);
    assertThat(CoderContract.bytes(coder, new Restart())).containsExactly(3, 1);
    CoderContract.holds(
        coder,
        new Login("a"),
        new Login("b"),
        new Purchase("a", List.of(1L, 2L)),
        Ping.PING,
        new Ban("a"),
        new Restart());
    assertThat(coder).hasToString("SealedInterfaceCoder(Event)");
    assertThat(coder.consistentWithEquals()).isTrue();
  }

  @Test
  void genericRecursiveOnesWorkToo() throws Exception {
    Coder<Expression<Integer>> coder =
        registry.getCoder(new TypeDescriptor<Expression<Integer>>() {});
    CoderContract.holds(
        coder,
        new Literal<>(1),
        new Sum<>(new Literal<>(1), new Sum<>(new Literal<>(2), new Literal<>(3))));
    assertThat(CoderContract.isDeterministic(coder)).isTrue();
  }

  @Test
  void aPermittedTypeWithoutCoderIsNamed() {
    assertThatThrownBy(() -> registry.getCoder(Open.class))
        .hasMessageStartingWith("no coder for the sealed type ")
        .hasMessageContaining("because of the permitted Anything: no coder is known for");
  }

  @Test
  void aNumberThatIsNotThereIsRefused() throws Exception {
    Coder<Event> coder = registry.getCoder(Event.class);
    assertThatThrownBy(() -> coder.decode(new DecodeBuffer(new byte[] {4})))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("permits 4 types and the bytes name number 4");
  }
}
