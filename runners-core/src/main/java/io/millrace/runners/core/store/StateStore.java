package io.millrace.runners.core.store;

/** Tables of bytes that belong to one function of one task. Not thread-safe. */
public interface StateStore extends AutoCloseable {

  /**
   * Makes a table, which is empty.
   *
   * @param name unique in the store; people who look for what takes space see it
   * @param prefixBytes all keys have so many bytes at least, and most scans stay among keys that
   *     begin with the same so many; 0 where scans go anywhere
   * @throws java.io.UncheckedIOException if the store fails
   */
  StateTable table(String name, int prefixBytes);

  /** Lets go of all tables and what is in them; closing again does nothing. Never throws. */
  @Override
  void close();
}
