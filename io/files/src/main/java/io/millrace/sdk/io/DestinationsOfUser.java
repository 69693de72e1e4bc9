package io.millrace.sdk.io;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.FileIO.Write.FileNaming;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.write.Destinations;
import io.millrace.sdk.io.write.ShardNames;
import io.millrace.sdk.transforms.SerializableFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Destinations that a user's functions make of elements. */
record DestinationsOfUser<DestT extends @Nullable Object, T extends @Nullable Object>(
    Coder<DestT> coder,
    String root,
    SerializableFunction<T, DestT> by,
    SerializableFunction<DestT, FileNaming> naming,
    SerializableFunction<DestT, FileIO.Sink<T>> sink,
    Compression compression,
    boolean rolls)
    implements Destinations<DestT, T> {

  @Override
  public ResourceId directory() {
    return FileSystems.matchNewResource(root, true);
  }

  @Override
  public boolean isOne() {
    return false;
  }

  @Override
  public DestT of(T element) {
    return by.apply(element);
  }

  @Override
  public DestT theOne() {
    throw new IllegalStateException("there are many destinations");
  }

  @Override
  public ShardNames names(DestT destination) {
    FileNaming names =
        Objects.requireNonNull(
            naming.apply(destination),
            () -> "FileIO.writeDynamic() has no naming for the destination " + destination);
    return NamesOfUser.of(root, names, compression, rolls);
  }

  @Override
  public FileIO.Sink<T> format(DestT destination) {
    return Objects.requireNonNull(
        sink.apply(destination),
        () -> "FileIO.writeDynamic() has no format for the destination " + destination);
  }

  @Override
  public String toString() {
    return root + ", by destination";
  }
}
