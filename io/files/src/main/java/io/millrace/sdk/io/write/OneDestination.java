package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.fs.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * All elements go to the same place, which is null.
 *
 * @param <T> the type of the elements
 * @param names of the files
 * @param format of the files
 */
public record OneDestination<T extends @Nullable Object>(ShardNames names, FileIO.Sink<T> format)
    implements Destinations<@Nullable Void, T> {

  @Override
  public Coder<@Nullable Void> coder() {
    return VoidCoder.of();
  }

  @Override
  public ResourceId directory() {
    return names.name(0, 1, ShardNames.NO_PART).getCurrentDirectory();
  }

  @Override
  public boolean isOne() {
    return true;
  }

  @Override
  @SuppressWarnings("NullAway") // null is the only Void; the checker reads DestT as non-null
  public @Nullable Void of(T element) {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway") // null is the only Void; the checker reads DestT as non-null
  public @Nullable Void theOne() {
    return null;
  }

  @Override
  public ShardNames names(@Nullable Void destination) {
    return names;
  }

  @Override
  public FileIO.Sink<T> format(@Nullable Void destination) {
    return format;
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
