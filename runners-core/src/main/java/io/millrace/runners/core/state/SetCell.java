package io.millrace.runners.core.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values, each once. */
final class SetCell<T extends @Nullable Object> extends Cell implements SetState<T> {

  private final Coder<T> coder;
  private final Copies<T> copies;

  SetCell(Place place, @Nullable StateTtl ttl, Coder<T> coder, Copies<T> copies) {
    super(place, ttl);
    this.coder = coder;
    this.copies = copies;
  }

  @SuppressWarnings("unchecked") // this cell has put it there
  private @Nullable TimedEntries<T, Boolean> values() {
    return (TimedEntries<T, Boolean>) content();
  }

  private boolean has(T value) {
    TimedEntries<T, Boolean> values = values();
    return values != null && values.get(this, coder.structuralValue(value)) != null;
  }

  @Override
  public void add(T value) {
    TimedEntries<T, Boolean> values = values();
    if (values == null) {
      values = new TimedEntries<>();
      content(values);
    }
    T kept = copies.of(value);
    values.put(this, coder.structuralValue(kept), kept, true);
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
    TimedEntries<T, Boolean> values = values();
    if (values != null) {
      values.remove(coder.structuralValue(value));
      if (values.hasNone()) {
        clear();
      }
    }
  }

  @Override
  public Iterable<T> read() {
    TimedEntries<T, Boolean> values = values();
    return values == null
        ? List.of()
        : new MappedIterable<>(values.list(this), entry -> copies.of(entry.key()));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    TimedEntries<T, Boolean> values = values();
    return ReadableStates.immediate(values == null || values.isEmpty(this));
  }

  @Override
  public SetState<T> readLater() {
    return this;
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  long freeIn(Object content) {
    return ((TimedEntries<T, Boolean>) content).free(this);
  }

  @Override
  @SuppressWarnings("unchecked") // this cell has put it there
  void save(Object content, EncodeBuffer out) throws IOException {
    TimedEntries<T, Boolean> values = (TimedEntries<T, Boolean>) content;
    values.save(this, copies, (present, to) -> {}, out);
  }

  @Override
  Object load(DecodeBuffer in) throws IOException {
    return TimedEntries.<T, Boolean>load(this, coder, copies, from -> true, in);
  }
}
