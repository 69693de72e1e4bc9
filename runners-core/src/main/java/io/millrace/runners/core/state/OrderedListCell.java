package io.millrace.runners.core.state;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.StateTtl;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values by timestamp. */
final class OrderedListCell<T extends @Nullable Object> extends Cell
    implements OrderedListState<T> {

  private final Copies<T> copies;

  OrderedListCell(Place place, @Nullable StateTtl ttl, Copies<T> copies) {
    super(place, ttl);
    this.copies = copies;
  }

  @SuppressWarnings("unchecked") // this cell has put it there
  private @Nullable NavigableMap<Instant, TimedValues<T>> byTime() {
    return (NavigableMap<Instant, TimedValues<T>>) content();
  }

  @Override
  public void add(TimestampedValue<T> value) {
    NavigableMap<Instant, TimedValues<T>> byTime = byTime();
    if (byTime == null) {
      byTime = new TreeMap<>();
      content(byTime);
    }
    byTime
        .computeIfAbsent(value.getTimestamp(), time -> new TimedValues<>())
        .add(this, copies.of(value.getValue()));
  }

  @Override
  public Iterable<TimestampedValue<T>> read() {
    NavigableMap<Instant, TimedValues<T>> byTime = byTime();
    return byTime == null ? List.of() : list(byTime);
  }

  @Override
  public Iterable<TimestampedValue<T>> readRange(Instant minTimestamp, Instant limitTimestamp) {
    NavigableMap<Instant, TimedValues<T>> byTime = byTime();
    return byTime == null || !minTimestamp.isBefore(limitTimestamp)
        ? List.of()
        : list(byTime.subMap(minTimestamp, limitTimestamp));
  }

  private Iterable<TimestampedValue<T>> list(SortedMap<Instant, TimedValues<T>> range) {
    List<TimestampedValue<T>> list = new ArrayList<>();
    range.forEach(
        (time, values) -> {
          for (T value : values.read(this, copies)) {
            list.add(TimestampedValue.of(value, time));
          }
        });
    return list;
  }

  @Override
  public @Nullable Instant firstTimestampFrom(Instant minTimestamp) {
    NavigableMap<Instant, TimedValues<T>> byTime = byTime();
    Map.Entry<Instant, TimedValues<T>> entry =
        byTime == null ? null : byTime.ceilingEntry(minTimestamp);
    while (byTime != null && entry != null && entry.getValue().isEmpty(this)) {
      // what is over has not been freed yet
      entry = byTime.higherEntry(entry.getKey());
    }
    return entry == null ? null : entry.getKey();
  }

  @Override
  public void clearRange(Instant minTimestamp, Instant limitTimestamp) {
    NavigableMap<Instant, TimedValues<T>> byTime = byTime();
    if (byTime != null && minTimestamp.isBefore(limitTimestamp)) {
      byTime.subMap(minTimestamp, limitTimestamp).clear();
      if (byTime.isEmpty()) {
        clear();
      }
    }
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    NavigableMap<Instant, TimedValues<T>> byTime = byTime();
    return ReadableStates.immediate(
        byTime == null || byTime.values().stream().allMatch(values -> values.isEmpty(this)));
  }

  @Override
  public OrderedListState<T> readRangeLater(Instant minTimestamp, Instant limitTimestamp) {
    return this;
  }

  @Override
  public OrderedListState<T> readLater() {
    return this;
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  long freeIn(Object content) {
    long[] oldest = {Long.MAX_VALUE};
    ((NavigableMap<Instant, TimedValues<T>>) content)
        .values()
        .removeIf(
            values -> {
              long left = values.free(this);
              oldest[0] = Math.min(oldest[0], left);
              return left == Long.MAX_VALUE;
            });
    return oldest[0];
  }

  @Override
  @SuppressWarnings("unchecked") // this cell has put it there
  void save(Object content, EncodeBuffer out) throws IOException {
    NavigableMap<Instant, TimedValues<T>> byTime = (NavigableMap<Instant, TimedValues<T>>) content;
    out.writeVarLong(byTime.size());
    for (Map.Entry<Instant, TimedValues<T>> entry : byTime.entrySet()) {
      InstantCoder.of().encode(entry.getKey(), out);
      entry.getValue().save(this, copies, out);
    }
  }

  @Override
  Object load(DecodeBuffer in) throws IOException {
    NavigableMap<Instant, TimedValues<T>> byTime = new TreeMap<>();
    for (long left = in.readVarLong(); left > 0; left--) {
      Instant time = InstantCoder.of().decode(in);
      byTime.put(time, TimedValues.load(this, copies, in));
    }
    return byTime;
  }
}
