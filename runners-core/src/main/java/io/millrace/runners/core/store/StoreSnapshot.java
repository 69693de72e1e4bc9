package io.millrace.runners.core.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * What all tables of a store had at one moment, as files that stay as they are whatever is written
 * to the store afterwards, and when it is closed. A store that is opened with these files has what
 * they have. Thread-safe.
 */
public interface StoreSnapshot extends Closeable {

  /**
   * A file.
   *
   * @param name its name among the files of the snapshot; no path
   * @param size in bytes
   * @param lasting whether a file of this name is the same in each snapshot of this store, and of
   *     those that are opened with its files, so that who has it need not take it again
   */
  record File(String name, long size, boolean lasting) {}

  /** The name of the store, given by whoever opened it. */
  String store();

  /** All files. */
  List<File> files();

  /**
   * The bytes of a file.
   *
   * @throws IOException if it cannot be read; the message names it
   */
  byte[] read(String name) throws IOException;

  /** Lets go of the files; closing again does nothing. */
  @Override
  void close() throws IOException;
}
