package io.millrace.runners.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCodecTest {

  private static final Coder<String> WORDS = NullableCoder.of(StringUtf8Coder.of());
  private static final long FIRST = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
  private static final long LAST = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli();

  private final ElementCursor cursor = new ElementCursor();

  @Test
  void elementsThatAreAlikeButForTheirValuesTakeLittleMoreThanTheseDo() throws IOException {
    Batch batch = new Batch();
    cursor.windows(List.of(window(10)));
    cursor.timestamp = 12_345;
    for (int i = 0; i < Batch.CAPACITY; i++) {
      batch.append("x", cursor);
    }

    byte[] bytes = encode(WORDS, IntervalWindow.getCoder(), batch);

    assertThat(bytes.length).isLessThan(Batch.CAPACITY * 3 + 40);
    assertThat(rows(decode(WORDS, IntervalWindow.getCoder(), bytes))).isEqualTo(rows(batch));
  }

  @Test
  void anEmptyBatchIsOne() throws IOException {
    byte[] bytes = encode(WORDS, GlobalWindow.Coder.INSTANCE, new Batch());

    assertThat(decode(WORDS, GlobalWindow.Coder.INSTANCE, bytes).size()).isZero();
  }

  /** Every mixture of columns: timestamps, windows, panes and hashes that are alike or not. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsDecodedIsWhatWasEncoded(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      Batch batch = randomBatch(random);

      byte[] bytes = encode(WORDS, IntervalWindow.getCoder(), batch);
      Batch decoded = decode(WORDS, IntervalWindow.getCoder(), bytes);

      assertThat(rows(decoded)).as("seed %s, round %s", seed, round).isEqualTo(rows(batch));
      assertThat(encode(WORDS, IntervalWindow.getCoder(), decoded))
          .as("seed %s, round %s", seed, round)
          .isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bytesThatEndTooEarlyAreRefused(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Batch batch = randomBatch(random);
      if (batch.size() > 20) {
        continue;
      }
      byte[] bytes = encode(WORDS, IntervalWindow.getCoder(), batch);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> decode(WORDS, IntervalWindow.getCoder(), cut))
            .as("seed %s, %s of %s bytes", seed, length, bytes.length)
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void hashesThatEndTooEarlyAreRefusedEvenIfValuesTakeNoBytes() throws IOException {
    Batch batch = new Batch();
    batch.append(null, cursor, 77);
    byte[] bytes = encode(VoidCoder.of(), GlobalWindow.Coder.INSTANCE, batch);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);

    assertThatThrownBy(() -> decode(VoidCoder.of(), GlobalWindow.Coder.INSTANCE, cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key hashes");
  }

  @Test
  void moreRowsThanABatchHoldsAreRefused() {
    assertThatThrownBy(
            () -> decode(WORDS, GlobalWindow.Coder.INSTANCE, new byte[] {(byte) 0x81, 8, 0}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1025");
  }

  @Test
  void aValueThatCannotBeEncodedFailsTheEncoding() {
    Batch batch = new Batch();
    batch.append(null, cursor);

    assertThatThrownBy(() -> encode(StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE, batch))
        .isInstanceOf(CoderException.class);
  }

  private Batch randomBatch(Random random) {
    Batch batch = new Batch();
    int size = random.nextInt(4) == 0 ? random.nextInt(Batch.CAPACITY + 1) : random.nextInt(12);
    boolean oneTimestamp = random.nextBoolean();
    boolean oneWindows = random.nextBoolean();
    boolean onePane = random.nextBoolean();
    boolean hashed = random.nextBoolean();
    describe(random);
    for (int i = 0; i < size; i++) {
      long timestamp = cursor.timestamp;
      Collection<? extends BoundedWindow> windows = cursor.windows();
      PaneInfo pane = cursor.pane();
      describe(random);
      cursor.timestamp = oneTimestamp ? timestamp : cursor.timestamp;
      cursor.windows(oneWindows ? windows : cursor.windows());
      cursor.pane(onePane ? pane : cursor.pane());
      String value = random.nextInt(9) == 0 ? null : Integer.toString(random.nextInt());
      if (hashed) {
        batch.append(value, cursor, random.nextInt());
      } else {
        batch.append(value, cursor);
      }
    }
    return batch;
  }

  private void describe(Random random) {
    cursor.timestamp =
        switch (random.nextInt(5)) {
          case 0 -> FIRST;
          case 1 -> LAST;
          case 2 -> -1;
          default -> random.nextLong() % LAST;
        };
    List<IntervalWindow> windows = new ArrayList<>();
    do {
      windows.add(window(random.nextInt(100)));
    } while (random.nextInt(3) == 0);
    cursor.windows(windows);
    cursor.pane(
        random.nextBoolean()
            ? PaneInfo.NO_FIRING
            : PaneInfo.createPane(
                false, random.nextBoolean(), PaneInfo.Timing.LATE, 1 + random.nextInt(9), 1));
  }

  private static IntervalWindow window(long start) {
    return new IntervalWindow(Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + 10));
  }

  private static byte[] encode(Coder<?> values, Coder<?> windows, Batch batch) throws IOException {
    EncodeBuffer out = new EncodeBuffer();
    new BatchCodec(values, windows).encode(batch, out);
    return out.toByteArray();
  }

  private static Batch decode(Coder<?> values, Coder<?> windows, byte[] bytes) throws IOException {
    Batch batch = new Batch();
    new BatchCodec(values, windows).decode(new DecodeBuffer(bytes), batch);
    return batch;
  }

  private static List<String> rows(Batch batch) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      rows.add(
          String.join(
              " | ",
              String.valueOf(batch.value(i)),
              Long.toString(batch.timestamp(i)),
              List.copyOf(batch.windows(i)).toString(),
              batch.pane(i).toString(),
              batch.isHashed() ? Integer.toString(batch.hash(i)) : "no hash"));
    }
    return rows;
  }
}
