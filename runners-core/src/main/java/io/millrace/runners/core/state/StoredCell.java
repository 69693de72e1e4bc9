package io.millrace.runners.core.state;

import io.millrace.runners.core.state.StoredEntries.Entry;
import io.millrace.runners.core.store.StateTable;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell of several values, each an entry of a table: the time of writing, if there is a time to
 * live, and the value in coder form. What is read is what was there when it was asked for.
 */
abstract class StoredCell extends Cell {

  private final StoreSpace space;
  private final StateTable table;
  private final EncodeBuffer out = new EncodeBuffer();

  /**
   * @param id the name of the state, and of its table
   */
  StoredCell(Place place, @Nullable StateTtl ttl, StoreSpace space, String id) {
    super(place, ttl);
    this.space = space;
    this.table = space.tableOfScopes("state " + id);
  }

  /** What is kept in the scope of the call; null if that is nothing. */
  final @Nullable StoredEntries entriesNow() {
    return (StoredEntries) content();
  }

  /** What is kept in the scope of the call, to which something is added now. */
  final StoredEntries begun() {
    StoredEntries entries = entriesNow();
    return entries != null ? entries : begin((StoredScope) scope(), false);
  }

  /**
   * Lets there be entries in a scope.
   *
   * @param stored whether there are any in the table
   */
  final StoredEntries begin(StoredScope scope, boolean stored) {
    StoredEntries entries = scope.collections[index()];
    if (entries == null) {
      entries = new StoredEntries(space, table, scope.place, stored);
      scope.collections[index()] = entries;
    }
    scope.cells[index()] = entries;
    return entries;
  }

  /** Forgets everything that is kept by this cell, in all scopes. */
  final void clearTable(byte[] end) {
    table.deleteRange(ByteKeys.FIRST, end);
  }

  @Override
  public final void clear() {
    StoredEntries entries = entriesNow();
    if (entries != null) {
      entries.clear();
      content(null);
    }
  }

  /** A sub-key that no other has, after those that were made before. */
  final byte[] numbered(byte[] beginning) {
    out.reset();
    out.write(beginning);
    out.writeLong(space.nextNumber());
    return out.toByteArray();
  }

  /** A value as bytes alone. */
  final <T extends @Nullable Object> byte[] bytes(Copies<T> copies, T value) {
    out.reset();
    copies.keep(value, out);
    return out.toByteArray();
  }

  /** An entry's content. */
  final <T extends @Nullable Object> byte[] timed(long written, Copies<T> copies, T value) {
    out.reset();
    saveTime(written, out);
    copies.keep(value, out);
    return out.toByteArray();
  }

  /** The content of an entry that is a time alone. */
  final byte[] timed(long written) {
    out.reset();
    saveTime(written, out);
    return out.toByteArray();
  }

  /** The time of writing in an entry's content. */
  final long timeOf(byte[] content) {
    try {
      return loadTime(new DecodeBuffer(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final int timeBytes() {
    return hasTtl() ? Long.BYTES : 0;
  }

  /** The value in an entry's content. */
  final <T extends @Nullable Object> T value(Copies<T> copies, byte[] content) {
    return decoded(copies, content, timeBytes());
  }

  /** A value from bytes, from an index on. */
  static <T extends @Nullable Object> T decoded(Copies<T> copies, byte[] bytes, int from) {
    try {
      return copies.load(new DecodeBuffer(bytes, from, bytes.length - from));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final boolean isOver(byte[] content) {
    return hasTtl() && isOver(timeOf(content));
  }

  /** The content of a sub-key; null if there is none, or if it is over. */
  final byte @Nullable [] living(byte[] subKey) {
    StoredEntries entries = entriesNow();
    byte[] content = entries == null ? null : entries.get(subKey);
    return content == null || isOver(content) ? null : content;
  }

  /** The time of a writing now; before it was written what is there. */
  final long writtenOver(byte @Nullable [] before) {
    return before == null ? written() : written(timeOf(before));
  }

  /** The entries that are not over. */
  final List<Entry> livingNow() {
    return livingNow(ByteKeys.FIRST, null);
  }

  /** The entries from a sub-key up to another one that are not over. */
  final List<Entry> livingNow(byte[] from, byte @Nullable [] to) {
    StoredEntries entries = entriesNow();
    if (entries == null) {
      return List.of();
    }
    List<Entry> list = entries.list(from, to);
    if (hasTtl()) {
      list.removeIf(entry -> isOver(entry.value()));
    }
    return list;
  }

  /** The first sub-key from one on of what is not over; null if there is none. */
  final byte @Nullable [] firstLiving(byte[] from, byte @Nullable [] to) {
    StoredEntries entries = entriesNow();
    byte[][] first = new byte[1][];
    if (entries != null) {
      entries.scan(
          from,
          to,
          (subKey, content) -> {
            if (isOver(content)) {
              return true;
            }
            first[0] = subKey;
            return false;
          });
    }
    return first[0];
  }

  final boolean hasNone() {
    return firstLiving(ByteKeys.FIRST, null) == null;
  }

  /** Removes what begins with some bytes, or lies between. */
  final void removeRange(byte[] from, byte @Nullable [] to) {
    StoredEntries entries = entriesNow();
    if (entries != null) {
      entries.list(from, to).forEach(entry -> entries.remove(entry.subKey()));
    }
  }

  @Override
  final long freeIn(Object content) {
    StoredEntries entries = (StoredEntries) content;
    long oldest = Long.MAX_VALUE;
    for (Entry entry : entries.list()) {
      long written = timeOf(entry.value());
      if (isOver(written)) {
        entries.remove(entry.subKey());
      } else {
        oldest = Math.min(oldest, written);
      }
    }
    return oldest;
  }

  @Override
  final void save(Object content, EncodeBuffer to) throws IOException {
    save(((StoredEntries) content).list(), to);
  }

  /** Writes all entries in the form of the cell on the heap. */
  abstract void save(List<Entry> entries, EncodeBuffer to) throws IOException;

  @Override
  final Object load(DecodeBuffer in) throws IOException {
    StoredEntries entries = begun();
    load(entries, in);
    return entries;
  }

  /** Reads entries in the form of the cell on the heap. */
  abstract void load(StoredEntries entries, DecodeBuffer in) throws IOException;

  /** Reads a time, if there are any, and a value, and gives both as the content of an entry. */
  final <T extends @Nullable Object> byte[] loadTimed(Copies<T> copies, DecodeBuffer in)
      throws IOException {
    return timed(loadTime(in), copies, copies.load(in));
  }

  /** Writes so many of the entries from an index on, as a number and the contents. */
  static void saveContents(List<Entry> entries, EncodeBuffer to) {
    to.writeVarLong(entries.size());
    entries.forEach(entry -> to.write(entry.value()));
  }

  /** The first bytes of a sub-key. */
  static byte[] beginning(byte[] subKey, int length) {
    return Arrays.copyOf(subKey, length);
  }
}
