package io.millrace.runners.core.state;

import io.millrace.runners.core.state.StoredEntries.Entry;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values, each once, in the order of their bytes: a sub-key is a value. */
final class StoredSetCell<T extends @Nullable Object> extends StoredCell implements SetState<T> {

  private final Copies<T> copies;

  StoredSetCell(Place place, @Nullable StateTtl ttl, StoreSpace space, Copies<T> copies) {
    super(place, ttl, space, copies.stateId());
    this.copies = copies;
  }

  private boolean has(T value) {
    return living(bytes(copies, value)) != null;
  }

  @Override
  public void add(T value) {
    byte[] subKey = bytes(copies, value);
    long written = hasTtl() ? writtenOver(living(subKey)) : written();
    begun().put(subKey, timed(written));
  }

  @Override
  public ReadableState<Boolean> contains(T value) {
    return ReadableStates.immediate(has(value));
  }

  @Override
  public ReadableState<Boolean> addIfAbsent(T value) {
    boolean absent = !has(value);
    if (absent) {
      add(value);
    }
    return ReadableStates.immediate(absent);
  }

  @Override
  public void remove(T value) {
    StoredEntries entries = entriesNow();
    if (entries != null) {
      entries.remove(bytes(copies, value));
    }
  }

  @Override
  public Iterable<T> read() {
    return new MappedIterable<>(livingNow(), entry -> decoded(copies, entry.subKey(), 0));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return ReadableStates.immediate(hasNone());
  }

  @Override
  public SetState<T> readLater() {
    return this;
  }

  @Override
  void save(List<Entry> entries, EncodeBuffer to) {
    to.writeVarLong(entries.size());
    for (Entry entry : entries) {
      to.write(entry.value());
      to.write(entry.subKey());
    }
  }

  @Override
  void load(StoredEntries entries, DecodeBuffer in) throws IOException {
    for (long left = in.readVarLong(); left > 0; left--) {
      byte[] content = timed(loadTime(in));
      entries.put(bytes(copies, copies.load(in)), content);
    }
  }
}
