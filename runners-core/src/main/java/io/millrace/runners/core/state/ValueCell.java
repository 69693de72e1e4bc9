package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.StateTtl;
import io.millrace.sdk.state.ValueState;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One value: by itself, or with its time if it has a time to live. */
final class ValueCell<T extends @Nullable Object> extends Cell implements ValueState<T> {

  private record Timed(@Nullable Object value, long written) {}

  private final Copies<T> copies;

  ValueCell(Place place, @Nullable StateTtl ttl, Copies<T> copies) {
    super(place, ttl);
    this.copies = copies;
  }

  @Override
  public void write(T input) {
    T value = copies.of(input);
    if (!hasTtl()) {
      content(value);
      return;
    }
    long before = content() instanceof Timed timed ? timed.written : Long.MIN_VALUE;
    content(new Timed(value, written(before)));
  }

  @Override
  @SuppressWarnings("NullAway") // as in the interface
  public @Nullable T read() {
    Object content = content();
    if (hasTtl() && content instanceof Timed timed) {
      content = isOver(timed.written) ? null : timed.value;
    }
    return content == null ? null : copies.of(Typed.value(content));
  }

  @Override
  public ValueState<T> readLater() {
    return this;
  }

  @Override
  long freeIn(Object content) {
    long written = ((Timed) content).written;
    return isOver(written) ? Long.MAX_VALUE : written;
  }

  @Override
  void save(Object content, EncodeBuffer out) throws IOException {
    if (content instanceof Timed timed) {
      saveTime(timed.written, out);
      out.write(timed.value == null ? 0 : 1);
      if (timed.value != null) {
        copies.save(Typed.value(timed.value), out);
      }
    } else {
      copies.save(Typed.value(content), out);
    }
  }

  @Override
  Object load(DecodeBuffer in) throws IOException {
    if (!hasTtl()) {
      return loadValue(in);
    }
    long written = loadTime(in);
    return new Timed(in.read() == 0 ? null : loadValue(in), written);
  }

  private Object loadValue(DecodeBuffer in) throws IOException {
    return Objects.requireNonNull((Object) copies.load(in), "null was never saved");
  }
}
