package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.ConsoleTable.Change;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTableTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String printed() {
    String printed = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return printed.replace("\033", "^").replace(System.lineSeparator(), "\n");
  }

  @Test
  void onATerminalTheTableIsPaintedOver() {
    ConsoleTable table = new ConsoleTable(out, true, "counts", 20);

    assertThat(table.show(List.of(new Change("b", "1"), new Change("aaa", "2")))).isTrue();
    assertThat(printed()).isEqualTo("^[?7lcounts^[K\naaa | 2^[K\nb   | 1^[K\n^[?7h");

    table.show(List.of(new Change("b", "9")));
    assertThat(printed()).isEqualTo("^[?7l^[3Acounts^[K\naaa | 2^[K\nb   | 9^[K\n^[?7h");
  }

  @Test
  void elsewhereEachChangeIsALine() {
    ConsoleTable table = new ConsoleTable(out, false, "counts", 20);

    table.show(List.of(new Change("b", "1"), new Change("b", "2")));
    assertThat(printed()).isEqualTo("b | 1\nb | 2\n");
  }

  @Test
  void rowsThatChangedLastAreShown() {
    ConsoleTable table = new ConsoleTable(out, true, "", 2);

    table.show(List.of(new Change("a", "1"), new Change("b", "1"), new Change("a", "2")));
    printed();
    table.show(List.of(new Change("c", "x\ny")));
    assertThat(printed())
        .isEqualTo("^[?7l^[2Aa | 2^[K\nc | x y^[K\n... and others that changed before^[K\n^[?7h");
  }

  @Test
  void aReaderThatIsGoneIsNoticed() {
    PrintStream closed = new PrintStream(OutputStream.nullOutputStream());
    closed.close();
    closed.print("x");
    assertThat(new ConsoleTable(closed, true, "", 2).show(List.of(new Change("a", "1")))).isFalse();
  }

  @Test
  void aTableHasRows() {
    assertThatThrownBy(() -> ConsoleIO.table().withMaxRows(0)).hasMessageContaining("not 0");
  }
}
