package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Cuts files into parts. */
final class Parts {

  /** For files that are elements, of which it is not known how many there are. */
  static final long STANDARD_BYTES = 64L << 20;

  private Parts() {}

  /** Parts of one file that are no larger than that. */
  static List<FilePart> of(Metadata file, long partBytes) throws IOException {
    ResourceId id = file.resourceId();
    if (id.isDirectory()) {
      throw new IOException(
          String.format(
              "cannot read %s: it is a directory; the pattern for the files in it is %s*", id, id));
    }
    long size = file.sizeBytes();
    // a file that is empty has a part too, so that somebody says that it is none of its format
    long count = Math.max(1, (size + partBytes - 1) / partBytes);
    long each = Math.max(1, (size + count - 1) / count);
    List<FilePart> parts = new ArrayList<>();
    for (long start = 0; parts.isEmpty() || start < size; start += each) {
      parts.add(new FilePart(id, start, Math.min(size, start + each)));
    }
    return parts;
  }
}
