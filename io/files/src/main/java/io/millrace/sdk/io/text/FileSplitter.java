package io.millrace.sdk.io.text;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Cuts files into ranges of about a given size, where their storage and compression allow it.
 *
 * @param lineEnd what ends a line
 * @param headerLines how many lines at the start of each file are left out
 */
public record FileSplitter(LineEnd lineEnd, int headerLines)
    implements Serializable, HasDisplayData {

  /** Large enough that opening a file does not count. */
  private static final long SMALLEST_RANGE = 4L << 20;

  /** Small enough that readers finish at about the same time. */
  private static final long LARGEST_RANGE = 64L << 20;

  private static final int RANGES_FOR_EACH_READER = 8;

  /** The same with lines that end with these bytes. */
  public FileSplitter withDelimiter(byte[] delimiter) {
    return new FileSplitter(
        LineEnd.of(Objects.requireNonNull(delimiter, "delimiter")), headerLines);
  }

  /** The same without this many lines of each file. */
  public FileSplitter withHeaderLines(int lines) {
    if (lines < 0) {
      throw new IllegalArgumentException("cannot skip " + lines + " header lines");
    }
    return new FileSplitter(lineEnd, lines);
  }

  /**
   * A good size of ranges.
   *
   * @param totalBytes the size of all files together
   * @param parallelism how many readers there are
   */
  public static long rangeBytes(long totalBytes, int parallelism) {
    long even = totalBytes / ((long) parallelism * RANGES_FOR_EACH_READER);
    return Math.min(LARGEST_RANGE, Math.max(SMALLEST_RANGE, even));
  }

  /**
   * The ranges of one file, which together have each of its lines once.
   *
   * @param compression of the file; {@link Compression#AUTO} for what its name tells
   * @throws IOException if the file has header lines, would be split, and cannot be read; or if it
   *     is a directory
   */
  public List<FileRange> split(Metadata file, Compression compression, long rangeBytes)
      throws IOException {
    ResourceId id = file.resourceId();
    if (id.isDirectory()) {
      throw new IOException(
          String.format(
              "cannot read %s: it is a directory; the pattern for the files in it is %s*", id, id));
    }
    Compression resolved =
        compression == Compression.AUTO ? Compression.detect(id.toString()) : compression;
    // a file without a size may still have content, if it is a pipe or made up by the system
    boolean sizeTells =
        resolved == Compression.UNCOMPRESSED && file.isReadSeekEfficient() && file.sizeBytes() > 0;
    long end = sizeTells ? file.sizeBytes() : FileRange.TO_THE_END;
    FileRange whole = new FileRange(id, resolved, 0, end, true, headerLines);
    if (!sizeTells || end <= rangeBytes) {
      return List.of(whole);
    }
    FileRange rest = headerLines == 0 ? whole : behindHeader(whole);
    List<FileRange> ranges = new ArrayList<>();
    long count = Math.max(1, (end - rest.start() + rangeBytes - 1) / rangeBytes);
    long each = (end - rest.start() + count - 1) / count;
    for (long start = rest.start(); start < end; start += each) {
      boolean first = start == rest.start();
      ranges.add(new FileRange(id, resolved, start, Math.min(end, start + each), first, 0));
    }
    return ranges;
  }

  private FileRange behindHeader(FileRange whole) throws IOException {
    try (LineReader reader = LineReader.open(whole, lineEnd)) {
      return reader.snapshot();
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("lineEnd", lineEnd.toString()).withLabel("End of lines"))
        .addIfNotDefault(
            DisplayData.item("skipHeaderLines", headerLines).withLabel("Header lines"), 0);
  }
}
