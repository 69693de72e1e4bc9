package io.millrace.runners.core.state;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as they were added. */
final class BagCell<T extends @Nullable Object> extends Cell implements BagState<T> {

  private final Copies<T> copies;

  BagCell(Place place, @Nullable StateTtl ttl, Copies<T> copies) {
    super(place, ttl);
    this.copies = copies;
  }

  @SuppressWarnings("unchecked") // this cell has put it there
  private @Nullable TimedValues<T> values() {
    return (TimedValues<T>) content();
  }

  @Override
  public void add(T value) {
    TimedValues<T> values = values();
    if (values == null) {
      values = new TimedValues<>();
      content(values);
    }
    values.add(this, copies.of(value));
  }

  @Override
  public Iterable<T> read() {
    TimedValues<T> values = values();
    return values == null ? List.of() : values.read(this, copies);
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    TimedValues<T> values = values();
    return ReadableStates.immediate(values == null || values.isEmpty(this));
  }

  @Override
  public BagState<T> readLater() {
    return this;
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  long freeIn(Object content) {
    return ((TimedValues<T>) content).free(this);
  }

  @Override
  @SuppressWarnings("unchecked") // this cell has put it there
  void save(Object content, EncodeBuffer out) throws IOException {
    ((TimedValues<T>) content).save(this, copies, out);
  }

  @Override
  Object load(DecodeBuffer in) throws IOException {
    return TimedValues.load(this, copies, in);
  }
}
