package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.io.fs.ResourceId;

/**
 * The elements of the blocks that belong to a range of a file, or those that are left of them. What
 * belongs to a range is up to the format; ranges without gaps have each block once.
 *
 * @param file the file
 * @param start where the range begins, in bytes
 * @param end where it ends, exclusive
 * @param block which of the blocks comes next, as the format counts; {@link #FIRST} for the first
 * @param elements how many of the elements of that block were read already
 */
public record FilePart(ResourceId file, long start, long end, long block, long elements) {

  /** The first block of the range. */
  public static final long FIRST = -1;

  /** All of a range. */
  public FilePart(ResourceId file, long start, long end) {
    this(file, start, end, FIRST, 0);
  }

  /** What is left of it. */
  public FilePart at(long nextBlock, long elementsRead) {
    return new FilePart(file, start, end, nextBlock, elementsRead);
  }
}
