package io.millrace.sdk.io.jdbc.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionColumnTest {

  private static final PartitionColumn<Long> LONGS = PartitionColumn.OF_LONG;
  private static final PartitionColumn<Instant> INSTANTS = PartitionColumn.OF_INSTANT;

  @Test
  void rangesMeetWhereTheyEndAndTheLastHasItsEnd() {
    assertThat(LONGS.ranges(0L, 9L, 3))
        .containsExactly(
            new RowRange.Before<>(0L, 3L),
            new RowRange.Before<>(3L, 6L),
            new RowRange.UpTo<>(6L, 9L));
  }

  @Test
  void thereAreNoMoreRangesThanValues() {
    assertThat(LONGS.ranges(5L, 6L, 100))
        .containsExactly(new RowRange.Before<>(5L, 6L), new RowRange.UpTo<>(6L, 6L));
    assertThat(LONGS.ranges(7L, 7L, 4)).containsExactly(new RowRange.UpTo<>(7L, 7L));
    assertThat(LONGS.ranges(7L, 6L, 4)).isEmpty();
  }

  @Test
  void allLongsCanBeCut() {
    assertThat(LONGS.ranges(Long.MIN_VALUE, Long.MAX_VALUE, 2))
        .containsExactly(
            new RowRange.Before<>(Long.MIN_VALUE, 0L), new RowRange.UpTo<>(0L, Long.MAX_VALUE));
  }

  @Test
  void timestampsKeepTheirBoundsToTheNanosecond() {
    Instant lower = Instant.parse("1969-12-31T23:59:59.000000001Z");
    Instant upper = Instant.parse("1970-01-01T00:00:01.999999999Z");
    List<RowRange<Instant>> ranges = INSTANTS.ranges(lower, upper, 3);
    assertThat(ranges)
        .containsExactly(
            new RowRange.Before<>(lower, Instant.EPOCH),
            new RowRange.Before<>(Instant.EPOCH, Instant.ofEpochSecond(1)),
            new RowRange.UpTo<>(Instant.ofEpochSecond(1), upper));
  }

  @Test
  void timestampsWithoutEndAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> INSTANTS.ranges(Instant.EPOCH, Instant.MAX, 2))
        .withMessageContaining("withUpperBound");
  }

  @Test
  void otherTypesAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionColumn.of(TypeDescriptors.strings()))
        .withMessageContaining("String")
        .withMessageContaining("not supported");
  }

  @Test
  void positionsComeThroughTheirCoder() throws Exception {
    RowPositionCoder<Long> coder = new RowPositionCoder<>(LONGS.coder());
    for (RowRange<Long> range :
        List.of(
            new RowRange.All<Long>(),
            new RowRange.Null<Long>(),
            new RowRange.Before<>(-1L, 5L),
            new RowRange.UpTo<>(3L, 4L))) {
      RowPosition<Long> position = new RowPosition<>(range, 12, 345);
      assertThat(CoderUtils.clone(coder, position)).isEqualTo(position);
    }
  }
}
