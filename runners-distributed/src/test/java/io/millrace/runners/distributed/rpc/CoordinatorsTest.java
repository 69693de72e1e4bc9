package io.millrace.runners.distributed.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.distributed.process.CoordinatorProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list that all processes of a cluster are told. */
class CoordinatorsTest {

  @Test
  void theyAreWrittenAsTheyAreRead() {
    Coordinators coordinators = Coordinators.parse("10.0.0.1:7077, [::1]:7078");
    assertThat(coordinators.nodes()).containsExactly("10.0.0.1:7077", "[::1]:7078");
    assertThat(coordinators).hasToString("10.0.0.1:7077,[::1]:7078");
    assertThat(Coordinators.parse("localhost:1"))
        .isEqualTo(Coordinators.of(new Address("localhost", 1)));
  }

  @Test
  void whatIsNoListOfAddressesIsRefusedWithWhatIsWrong() {
    assertThatThrownBy(() -> Coordinators.parse("a:1,b"))
        .hasMessageContaining("'b' is no address of the form HOST:PORT");
    assertThatThrownBy(() -> Coordinators.parse("a:1,"))
        .hasMessageContaining("'' is no address of the form HOST:PORT");
    assertThatThrownBy(() -> Coordinators.parse("a:1,b:1,a:1"))
        .hasMessage("a coordinator is named twice: a:1,b:1,a:1");
  }

  @Test
  void aCoordinatorThatIsNotAmongThoseOfItsClusterIsRefusedWithBothNamed(@TempDir Path store) {
    Address listen = new Address(Address.LOOPBACK, 7079);
    Coordinators others = Coordinators.parse("127.0.0.1:7077,127.0.0.1:7078");
    assertThatThrownBy(
            () -> CoordinatorProcess.start(listen, others, store.toString(), reason -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "127.0.0.1:7079 is not among the coordinators of its cluster,"
                + " 127.0.0.1:7077,127.0.0.1:7078");
  }
}
