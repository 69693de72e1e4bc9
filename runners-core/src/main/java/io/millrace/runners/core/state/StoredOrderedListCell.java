package io.millrace.runners.core.state;

import io.millrace.runners.core.state.StoredEntries.Entry;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.StateTtl;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values by timestamp: a sub-key is a timestamp, whose bytes are in order, and a number. */
final class StoredOrderedListCell<T extends @Nullable Object> extends StoredCell
    implements OrderedListState<T> {

  private static final int INSTANT_BYTES = Long.BYTES + Integer.BYTES;

  private final Copies<T> copies;

  StoredOrderedListCell(Place place, @Nullable StateTtl ttl, StoreSpace space, Copies<T> copies) {
    super(place, ttl, space, copies.stateId());
    this.copies = copies;
  }

  private static byte[] beginning(Instant time) {
    EncodeBuffer out = new EncodeBuffer(INSTANT_BYTES);
    try {
      InstantCoder.of().encode(time, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Instant time(byte[] subKey) {
    try {
      return InstantCoder.of().decode(new DecodeBuffer(subKey));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void add(TimestampedValue<T> value) {
    byte[] subKey = numbered(beginning(value.getTimestamp()));
    begun().put(subKey, timed(written(), copies, value.getValue()));
  }

  private Iterable<TimestampedValue<T>> values(List<Entry> entries) {
    return new MappedIterable<>(
        entries, entry -> TimestampedValue.of(value(copies, entry.value()), time(entry.subKey())));
  }

  @Override
  public Iterable<TimestampedValue<T>> read() {
    return values(livingNow());
  }

  @Override
  public Iterable<TimestampedValue<T>> readRange(Instant minTimestamp, Instant limitTimestamp) {
    return values(livingNow(beginning(minTimestamp), beginning(limitTimestamp)));
  }

  @Override
  public @Nullable Instant firstTimestampFrom(Instant minTimestamp) {
    byte[] first = firstLiving(beginning(minTimestamp), null);
    return first == null ? null : time(first);
  }

  @Override
  public void clearRange(Instant minTimestamp, Instant limitTimestamp) {
    removeRange(beginning(minTimestamp), beginning(limitTimestamp));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return ReadableStates.immediate(hasNone());
  }

  @Override
  public OrderedListState<T> readRangeLater(Instant minTimestamp, Instant limitTimestamp) {
    return this;
  }

  @Override
  public OrderedListState<T> readLater() {
    return this;
  }

  /** Entries with those of the same time side by side, as lists. */
  private static List<List<Entry>> byTime(List<Entry> entries) {
    List<List<Entry>> byTime = new ArrayList<>();
    byte[] last = null;
    for (Entry entry : entries) {
      byte[] subKey = entry.subKey();
      if (last == null || !Arrays.equals(last, 0, INSTANT_BYTES, subKey, 0, INSTANT_BYTES)) {
        byTime.add(new ArrayList<>());
        last = subKey;
      }
      byTime.get(byTime.size() - 1).add(entry);
    }
    return byTime;
  }

  @Override
  void save(List<Entry> entries, EncodeBuffer to) {
    List<List<Entry>> byTime = byTime(entries);
    to.writeVarLong(byTime.size());
    for (List<Entry> values : byTime) {
      to.write(values.get(0).subKey(), 0, INSTANT_BYTES);
      saveContents(values, to);
    }
  }

  @Override
  void load(StoredEntries entries, DecodeBuffer in) throws IOException {
    for (long times = in.readVarLong(); times > 0; times--) {
      byte[] beginning = beginning(InstantCoder.of().decode(in));
      for (long left = in.readVarLong(); left > 0; left--) {
        byte[] content = loadTimed(copies, in);
        entries.put(numbered(beginning), content);
      }
    }
  }
}
