package io.millrace.runners.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

  private final Batch batch = new Batch();
  private final ElementCursor cursor = new ElementCursor();

  @Test
  void elementsComeBackAsTheyWereAppended() {
    cursor.timestamp = 1;
    batch.append("a", cursor);
    batch.append(null, cursor);
    assertThat(batch.isUniform()).isTrue();

    cursor.timestamp = 2;
    cursor.windows(List.of(interval()));
    cursor.pane(PaneInfo.ON_TIME_AND_ONLY_FIRING);
    batch.append("c", cursor);

    assertThat(batch.isUniform()).isFalse();
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.value(1)).isNull();
    assertThat(batch.timestamp(1)).isEqualTo(1);
    assertThat(batch.timestamp(2)).isEqualTo(2);
    assertThat(List.copyOf(batch.windows(0))).isEqualTo(List.of(GlobalWindow.INSTANCE));
    assertThat(List.copyOf(batch.windows(2))).isEqualTo(List.of(interval()));
    assertThat(batch.pane(1)).isEqualTo(PaneInfo.NO_FIRING);
    assertThat(batch.pane(2)).isEqualTo(PaneInfo.ON_TIME_AND_ONLY_FIRING);
  }

  @Test
  void aClearedBatchKnowsNothingOfItsEarlierElements() {
    cursor.timestamp = 1;
    batch.append("a", cursor, 11);
    cursor.timestamp = 2;
    cursor.windows(List.of(interval()));
    cursor.pane(PaneInfo.ON_TIME_AND_ONLY_FIRING);
    batch.append("b", cursor, 22);

    batch.clear();
    cursor.reset();
    cursor.timestamp = 3;
    batch.append("c", cursor);
    batch.append("d", cursor);

    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.isUniform()).isTrue();
    assertThat(batch.isHashed()).isFalse();
    assertThat(batch.timestamp(1)).isEqualTo(3);
    assertThat(batch.windows(1)).isSameAs(ElementCursor.GLOBAL);
    assertThat(batch.pane(1)).isEqualTo(PaneInfo.NO_FIRING);
    assertThatThrownBy(() -> batch.hash(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void swappingMovesAllThatBelongsToAnElement() {
    cursor.timestamp = 1;
    batch.append("a", cursor, 11);
    cursor.timestamp = 2;
    cursor.windows(List.of(interval()));
    cursor.pane(PaneInfo.ON_TIME_AND_ONLY_FIRING);
    batch.append("b", cursor, 22);

    batch.swap(0, 1);

    assertThat(batch.value(0)).isEqualTo("b");
    assertThat(batch.hash(0)).isEqualTo(22);
    batch.describe(0, cursor);
    assertThat(cursor.timestamp).isEqualTo(2);
    assertThat(List.copyOf(cursor.windows())).isEqualTo(List.of(interval()));
    assertThat(cursor.pane()).isEqualTo(PaneInfo.ON_TIME_AND_ONLY_FIRING);
    batch.describe(1, cursor);
    assertThat(cursor.timestamp).isEqualTo(1);
    assertThat(cursor.windows()).isSameAs(ElementCursor.GLOBAL);
    assertThat(cursor.pane()).isEqualTo(PaneInfo.NO_FIRING);
  }

  @Test
  void aFullBatchTakesNoMore() {
    for (int i = 0; i < Batch.CAPACITY; i++) {
      assertThat(batch.isFull()).isFalse();
      batch.append(i, cursor);
    }

    assertThat(batch.isFull()).isTrue();
    assertThatThrownBy(() -> batch.append("one too many", cursor))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    assertThat(batch.size()).isEqualTo(Batch.CAPACITY);
  }

  private static IntervalWindow interval() {
    return new IntervalWindow(Instant.ofEpochSecond(0), Instant.ofEpochSecond(10));
  }
}
