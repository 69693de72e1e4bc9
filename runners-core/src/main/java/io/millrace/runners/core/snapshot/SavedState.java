package io.millrace.runners.core.snapshot;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task kept, in memory: entries in the order in which they were written. Not thread-safe.
 */
public final class SavedState implements StateSink {

  /**
   * An entry.
   *
   * @param keyHash 0 if it belongs to no key
   * @param from where its content begins in the bytes of all
   */
  private record Entry(Section section, boolean keyed, int keyHash, int from, int to) {}

  /** Takes entries back. */
  public interface Visitor {
    /** An entry, which must be read to its end. */
    void visit(Section section, int keyHash, DecodeBuffer content) throws IOException;
  }

  private final EncodeBuffer bytes = new EncodeBuffer();
  private final List<Entry> entries = new ArrayList<>();
  private Section section = Section.TASK;
  private boolean keyed;
  private int keyHash;
  private int from;

  /** Nothing. */
  public SavedState() {}

  @Override
  public EncodeBuffer key(Section section, int keyHash) {
    return begin(section, true, keyHash);
  }

  @Override
  public EncodeBuffer shared(Section section) {
    return begin(section, false, 0);
  }

  private EncodeBuffer begin(Section newSection, boolean isKeyed, int hash) {
    section = newSection;
    keyed = isKeyed;
    keyHash = hash;
    from = bytes.length();
    return bytes;
  }

  @Override
  public void end() {
    entries.add(new Entry(section, keyed, keyHash, from, bytes.length()));
  }

  /** How many entries there are. */
  public int size() {
    return entries.size();
  }

  /** How many bytes their contents have, together. */
  public int bytes() {
    return bytes.length();
  }

  /**
   * Gives all entries, in order.
   *
   * @throws IOException if the visitor does
   */
  public void forEach(Visitor visitor) throws IOException {
    for (Entry entry : entries) {
      DecodeBuffer content = new DecodeBuffer(bytes.array(), entry.from, entry.to - entry.from);
      visitor.visit(entry.section, entry.keyHash, content);
      if (content.remaining() > 0) {
        throw new IOException(
            String.format(
                "An entry of %s has %d bytes more than were read: it was written by another version",
                entry.section, content.remaining()));
      }
    }
  }
}
