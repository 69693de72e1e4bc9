package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private static List<String> rows(Screen screen) {
    return screen.painted().replaceAll("\033\\[[?0-9]*[a-zA-Z]", "").lines().toList();
  }

  @Test
  void aLineTakesThePlaceOfTheOneBefore() {
    Screen screen =
        Screen.empty(0)
            .with(new Line(Row.BUSIEST, 10_000, "some"))
            .with(new Line(Row.BUSIEST, 12_000, "others"))
            .with(new Line(Row.HIGHEST, 10_000, "much"));

    assertThat(rows(screen))
        .containsExactly(
            "  highest bid, early  ",
            "  highest bid, final  much",
            "  busiest auctions    others",
            "  longest sessions    ",
            "  events              ",
            "  watermark           0.0 s behind");
  }

  @Test
  void theClockAndTheCountOfEventsTellHowFarTheWatermarkIsBehind() {
    Screen screen =
        Screen.empty(0)
            .with(new Line(Row.CLOCK, 5_200, ""))
            .with(new Line(Row.EVENTS, 3_000, "10,000"))
            .with(new Line(Row.CLOCK, 5_000, ""));

    assertThat(rows(screen)).last().isEqualTo("  watermark           2.2 s behind");
  }

  @Test
  void asManyRowsArePaintedOverAsWerePainted() {
    long rows = Screen.empty(0).painted().chars().filter(c -> c == '\n').count();

    assertThat(Screen.upToBeginning()).isEqualTo("\033[" + rows + "A");
  }

  @Test
  void whatCannotBePaintedOverIsOneLine() {
    assertThat(Screen.plain(new Line(Row.HIGHEST, 0, "0-10 s  $1")))
        .isEqualTo("  highest bid, final  0-10 s  $1");
  }
}
