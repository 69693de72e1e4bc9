package io.millrace.sdk.io;

import io.millrace.sdk.transforms.SerializableFunction;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** The format of what a function makes of elements. */
record MappedSink<T extends @Nullable Object, OutputT extends @Nullable Object>(
    SerializableFunction<T, OutputT> fn, FileIO.Sink<OutputT> sink) implements FileIO.Sink<T> {

  @Override
  public void open(WritableByteChannel channel) throws IOException {
    sink.open(channel);
  }

  @Override
  public void write(T element) throws IOException {
    sink.write(fn.apply(element));
  }

  @Override
  public void flush() throws IOException {
    sink.flush();
  }
}
