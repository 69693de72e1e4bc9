package io.millrace.runners.core.state;

import io.millrace.runners.core.state.StoredEntries.Entry;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as they were added: a sub-key is a number. */
final class StoredBagCell<T extends @Nullable Object> extends StoredCell implements BagState<T> {

  private final Copies<T> copies;

  StoredBagCell(Place place, @Nullable StateTtl ttl, StoreSpace space, Copies<T> copies) {
    super(place, ttl, space, copies.stateId());
    this.copies = copies;
  }

  @Override
  public void add(T value) {
    begun().put(numbered(ByteKeys.FIRST), timed(written(), copies, value));
  }

  @Override
  public Iterable<T> read() {
    return new MappedIterable<>(livingNow(), entry -> value(copies, entry.value()));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return ReadableStates.immediate(hasNone());
  }

  @Override
  public BagState<T> readLater() {
    return this;
  }

  @Override
  void save(List<Entry> entries, EncodeBuffer to) {
    saveContents(entries, to);
  }

  @Override
  void load(StoredEntries entries, DecodeBuffer in) throws IOException {
    for (long left = in.readVarLong(); left > 0; left--) {
      byte[] content = loadTimed(copies, in);
      entries.put(numbered(ByteKeys.FIRST), content);
    }
  }
}
