package io.millrace.runners.core.host;

import java.io.Closeable;
import java.io.IOException;

/**
 * Bytes that are appended, read at any position as soon as they are appended, and gone once closed.
 *
 * <p>Callers buffer: each call may be a call of the operating system. Not thread-safe.
 */
public interface ScratchFile extends Closeable {

  /**
   * Adds bytes at the end, all of them or none that a later call could see.
   *
   * @throws IOException if they cannot be stored, for instance because the disk is full
   */
  void append(byte[] bytes, int offset, int length) throws IOException;

  /** How many bytes were appended. */
  long size();

  /**
   * Reads up to {@code length} bytes from {@code position} on.
   *
   * @return how many were read, at least one unless {@code length} is 0; -1 if {@code position} is
   *     at or beyond the end
   */
  int read(long position, byte[] into, int offset, int length) throws IOException;

  /** Deletes the content; closing again does nothing. */
  @Override
  void close() throws IOException;
}
