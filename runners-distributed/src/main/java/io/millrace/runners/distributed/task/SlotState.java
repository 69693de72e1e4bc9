package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.ScratchFile;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.store.StoreSnapshot;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a slot keeps as bytes, and back; and what its stores had, as files.
 *
 * <p>The form: entries one after the other, each the stage, the task plus one (0 for where splits
 * are found), the section's number, whether it belongs to a key, the key's hash (four bytes, if
 * so), how many bytes follow, and these. Numbers are varints.
 */
final class SlotState implements Closeable {

  /** A file has little more than this, so that neither writing nor reading needs all at once. */
  static final int FILE_BYTES = 16 << 20;

  private final boolean tablesAsEntries;
  private final Scratch scratch;
  private final int fileBytes;
  private final EncodeBuffer all = new EncodeBuffer();
  private final EncodeBuffer entry = new EncodeBuffer();

  /** The files that are full, one after the other, until they are taken. */
  private @Nullable ScratchFile full;

  /** Where in {@link #full} each of them ends. */
  private final List<Long> ends = new ArrayList<>();

  private final List<StoreSnapshot> snapshots = new ArrayList<>();
  private boolean byKey = true;

  /**
   * Nothing is kept yet.
   *
   * @param tablesAsEntries whether what stores have is written as entries, in as many files as it
   *     takes; else their tables are taken as they are, and entries are one file
   * @param scratch where files are that are full: all together may be more than fits into memory
   * @param fileBytes when a file is full
   */
  SlotState(boolean tablesAsEntries, Scratch scratch, int fileBytes) {
    this.tablesAsEntries = tablesAsEntries;
    this.scratch = scratch;
    this.fileBytes = fileBytes;
  }

  /** Takes what a part keeps. */
  StateSink sink(Part part) {
    return new StateSink() {
      private Section section = Section.TASK;
      private boolean keyed;
      private int keyHash;

      @Override
      public EncodeBuffer key(Section of, int hash) {
        section = of;
        keyed = true;
        keyHash = hash;
        entry.reset();
        return entry;
      }

      @Override
      public EncodeBuffer shared(Section of) {
        section = of;
        keyed = false;
        byKey &= of != Section.OUTPUT && of != Section.TABLES;
        entry.reset();
        return entry;
      }

      @Override
      public @Nullable EncodeBuffer tables(StateStore store) throws IOException {
        StoreSnapshot snapshot = tablesAsEntries ? null : store.snapshot();
        if (snapshot == null) {
          return null;
        }
        snapshots.add(snapshot);
        return shared(Section.TABLES);
      }

      @Override
      public void end() throws IOException {
        all.writeVarLong(part.stage());
        all.writeVarLong(part.task() + 1L);
        all.writeVarLong(code(section));
        all.write(keyed ? 1 : 0);
        if (keyed) {
          all.writeInt(keyHash);
        }
        all.writeVarLong(entry.length());
        all.write(entry.array(), 0, entry.length());
        if (tablesAsEntries && all.length() >= fileBytes) {
          putAside();
        }
      }
    };
  }

  private void putAside() throws IOException {
    ScratchFile to = full;
    if (to == null) {
      to = scratch.create("savepoint");
      full = to;
    }
    to.append(all.array(), 0, all.length());
    ends.add(to.size());
    all.reset();
  }

  /** How many files the entries make; one at least. */
  int files() {
    return ends.size() + 1;
  }

  /** Whether a file is in memory: only the last one is. */
  boolean isAtHand(int file) {
    return file == ends.size();
  }

  /**
   * The entries of a file, to be asked for when all were written.
   *
   * @throws IOException if they cannot be read from where they were put
   */
  ByteString file(int file) throws IOException {
    ScratchFile from = full;
    if (isAtHand(file) || from == null) {
      return UnsafeByteOperations.unsafeWrap(all.array(), 0, all.length());
    }
    long start = file == 0 ? 0 : ends.get(file - 1);
    byte[] bytes = new byte[Math.toIntExact(ends.get(file) - start)];
    int there = 0;
    while (there < bytes.length) {
      int read = from.read(start + there, bytes, there, bytes.length - there);
      if (read < 0) {
        throw new IOException("a file of a savepoint that was put aside ends too early");
      }
      there += read;
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /** Lets go of what was put aside; what stores had is let go of by whoever took it. */
  @Override
  public void close() throws IOException {
    if (full != null) {
      full.close();
    }
  }

  /** Something else than entries of keys or of any task belongs to it. */
  void notByKey() {
    byKey = false;
  }

  /** Whether any number of slots can go on from it. */
  boolean isByKey() {
    return byKey;
  }

  /** What stores had; whoever takes it closes it. */
  List<StoreSnapshot> snapshots() {
    return List.copyOf(snapshots);
  }

  /** Takes entries back. */
  interface Visitor {

    /** Whether an entry is wanted, and whose it is now; what is not wanted is passed over. */
    default Optional<Part> owner(Part part, Section section, boolean keyed, int keyHash) {
      return Optional.of(part);
    }

    void visit(Part part, Section section, int keyHash, DecodeBuffer content) throws IOException;
  }

  /**
   * Gives all entries, in order.
   *
   * @throws IOException if the bytes are not those of a slot
   */
  static void forEach(ByteString bytes, Visitor visitor) throws IOException {
    byte[] array = bytes.toByteArray();
    DecodeBuffer in = new DecodeBuffer(array);
    while (in.remaining() > 0) {
      int stage = Math.toIntExact(in.readVarLong());
      int task = Math.toIntExact(in.readVarLong()) - 1;
      Section section = section(in.readVarLong());
      boolean keyed = in.read() == 1;
      int keyHash = keyed ? in.readInt() : 0;
      int length = Math.toIntExact(in.readVarLong());
      Part part = new Part(stage, task);
      Optional<Part> owner = visitor.owner(part, section, keyed, keyHash);
      if (owner.isPresent()) {
        DecodeBuffer content = new DecodeBuffer(array, in.position(), length);
        visitor.visit(owner.get(), section, keyHash, content);
        if (content.remaining() > 0) {
          throw new IOException(
              content.remaining() + " bytes too many in an entry of " + part + ", " + section);
        }
      }
      if (in.skip(length) != length) {
        throw new IOException("The state of a slot ends in the middle of an entry");
      }
    }
  }

  private static int code(Section section) {
    return switch (section) {
      case TASK -> 0;
      case ROOT -> 1;
      case WAITING -> 2;
      case PUBLISHED -> 3;
      case INPUT -> 4;
      case METRICS -> 5;
      case TABLES -> 6;
      case OUTPUT -> 7;
    };
  }

  private static Section section(long code) throws IOException {
    for (Section section : Section.values()) {
      if (code(section) == code) {
        return section;
      }
    }
    throw new IOException("An entry of section " + code + ", which this version does not know");
  }
}
