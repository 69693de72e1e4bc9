package io.millrace.sdk.io.avro;

import io.millrace.sdk.testing.generators.Entropy;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records with components of every type, from seeds. */
final class Orders {

  enum State {
    OPEN,
    PAID,
    SENT
  }

  record Item(String article, int count, BigDecimal price) {}

  record Order(
      long id,
      String customer,
      @Nullable String note,
      Optional<Integer> discount,
      State state,
      List<Item> items,
      Set<String> tags,
      Map<String, @Nullable Long> amounts,
      Instant at,
      LocalDate day,
      LocalTime time,
      LocalDateTime local,
      UUID key,
      boolean express,
      float weight,
      double score,
      short rank,
      byte level,
      @Nullable Item gift) {}

  private Orders() {}

  static List<Order> some(int count, long seed) {
    Entropy entropy = new Entropy(seed);
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(order(i, entropy));
    }
    return orders;
  }

  private static Order order(int id, Entropy entropy) {
    Instant at = micros(entropy.nextLong(-4_000_000_000_000_000L, 4_000_000_000_000_000L));
    List<Item> items = new ArrayList<>();
    Map<String, Long> amounts = new LinkedHashMap<>();
    Set<String> tags = new LinkedHashSet<>();
    for (int i = entropy.nextInt(0, 4); i > 0; i--) {
      items.add(item(entropy));
      tags.add(text(entropy));
      amounts.put(text(entropy), entropy.oneIn(3) ? null : entropy.nextLong());
    }
    return new Order(
        id,
        text(entropy),
        entropy.oneIn(2) ? null : text(entropy),
        entropy.oneIn(2) ? Optional.empty() : Optional.of(entropy.nextInt(0, 100)),
        State.values()[entropy.nextInt(0, 2)],
        items,
        tags,
        amounts,
        at,
        LocalDate.ofEpochDay(entropy.nextInt(-100_000, 100_000)),
        LocalTime.ofNanoOfDay(entropy.nextLong(0, 86_399_999_999L) * 1000),
        LocalDateTime.ofInstant(at, ZoneOffset.UTC),
        new UUID(entropy.nextLong(), entropy.nextLong()),
        entropy.oneIn(2),
        entropy.nextInt(-1000, 1000) / 7f,
        entropy.nextInt(-1000, 1000) / 7d,
        (short) entropy.nextInt(Short.MIN_VALUE, Short.MAX_VALUE),
        (byte) entropy.nextInt(Byte.MIN_VALUE, Byte.MAX_VALUE),
        entropy.oneIn(2) ? null : item(entropy));
  }

  private static Instant micros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
  }

  private static Item item(Entropy entropy) {
    return new Item(
        text(entropy),
        entropy.nextInt(-5, 5),
        BigDecimal.valueOf(entropy.nextLong(-1L << 60, 1L << 60), 9));
  }

  private static String text(Entropy entropy) {
    StringBuilder text = new StringBuilder();
    for (int i = entropy.nextInt(0, 12); i > 0; i--) {
      text.appendCodePoint(entropy.oneIn(5) ? 0x1F600 + i : 'a' + entropy.nextInt(0, 25));
    }
    return text.toString();
  }
}
