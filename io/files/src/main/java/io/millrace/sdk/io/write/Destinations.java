package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where elements go: which destination each has, and how the files of a destination are called and
 * look. Immutable.
 *
 * @param <DestT> what tells destinations apart
 * @param <T> the type of the elements
 */
public interface Destinations<DestT extends @Nullable Object, T extends @Nullable Object>
    extends Serializable {

  /** The coder of destinations, which is deterministic. */
  Coder<DestT> coder();

  /** A directory in the file system of all files. */
  ResourceId directory();

  /** Whether there is one destination only, which has a file even if there are no elements. */
  boolean isOne();

  /** Where an element goes. */
  DestT of(T element);

  /** The destination that elements go to if there is one only. */
  DestT theOne();

  /** How the files of a destination are called. */
  ShardNames names(DestT destination);

  /** The format of the files of a destination; each file is written by a copy of its own. */
  FileIO.Sink<T> format(DestT destination);
}
