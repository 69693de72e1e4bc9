package io.millrace.runners.core.panes;

import io.millrace.sdk.coders.Coder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is kept for each key, found by the hash that the key came with. Keys are the same if their
 * coder says so. Open addressing with linear probing; what is removed leaves no mark. Not
 * thread-safe.
 */
final class KeyTable<K extends @Nullable Object, E extends KeyTable.Entry<K>> {

  private static final int SMALLEST = 16;

  /** With fewer places than this, most of what is kept is in some cache. */
  private static final int FAR = 1 << 13;

  // Fibonacci hashing, so that the hashes of one partition do not crowd one part of the table
  private static final int GOLDEN = 0x9e3779b9;

  /** What is kept for a key. */
  abstract static class Entry<K extends @Nullable Object> {
    final K key;

    /** What tells the key from others. */
    private final Object structure;

    private final int hash;

    Entry(K key, int hash, Object structure) {
      this.key = key;
      this.hash = hash;
      this.structure = structure;
    }

    /** The hash that the key came with. */
    final int hash() {
      return hash;
    }
  }

  /** Makes what is kept for a new key. */
  @FunctionalInterface
  interface Maker<K extends @Nullable Object, E> {
    E make(K key, int hash, Object structure);
  }

  private final Coder<K> coder;
  private final boolean equalsTells;
  private final Maker<K, E> maker;
  private @Nullable Entry<K>[] entries = array(SMALLEST);

  /** Those of the entries, so that one need not be looked at to be passed by. */
  private int[] hashes = new int[SMALLEST];

  private int shift = shift(SMALLEST);
  private int size;

  KeyTable(Coder<K> coder, Maker<K, E> maker) {
    this.coder = coder;
    this.equalsTells = coder.consistentWithEquals();
    this.maker = maker;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
  private static <K extends @Nullable Object> @Nullable Entry<K>[] array(int length) {
    return new Entry[length];
  }

  private static int shift(int length) {
    return Integer.numberOfLeadingZeros(length) + 1;
  }

  private int home(int hash) {
    return (hash * GOLDEN) >>> shift;
  }

  /**
   * What is kept for a key, made if there is nothing.
   *
   * @param hash the key coder's {@link Coder#stableHash} of the key
   */
  @SuppressWarnings("unchecked") // only what the maker made is here
  E at(K key, int hash) {
    Object structure = key != null && equalsTells ? key : coder.structuralValue(key);
    int mask = entries.length - 1;
    int place = home(hash);
    Entry<K> entry;
    while ((entry = entries[place]) != null) {
      if (hashes[place] == hash && entry.structure.equals(structure)) {
        return (E) entry;
      }
      place = (place + 1) & mask;
    }
    E made = maker.make(key, hash, structure);
    entries[place] = made;
    hashes[place] = hash;
    if (++size > entries.length / 2) {
      grow();
    }
    return made;
  }

  /**
   * Reads where a key with a hash would be looked for first, so that it is near when it is looked
   * for; nothing where keys are few, as they are near anyway.
   *
   * @return nothing of meaning
   */
  long touch(int hash) {
    if (entries.length < FAR) {
      return 0;
    }
    Entry<K> entry = entries[home(hash)];
    return entry == null ? 0 : entry.hash;
  }

  private void grow() {
    @Nullable Entry<K>[] old = entries;
    int[] oldHashes = hashes;
    entries = array(old.length * 2);
    hashes = new int[entries.length];
    shift = shift(entries.length);
    int mask = entries.length - 1;
    for (int from = 0; from < old.length; from++) {
      if (old[from] != null) {
        int place = home(oldHashes[from]);
        while (entries[place] != null) {
          place = (place + 1) & mask;
        }
        entries[place] = old[from];
        hashes[place] = oldHashes[from];
      }
    }
  }

  /** Forgets what {@link #at} gave. */
  void remove(E removed) {
    Entry<K> wanted = removed;
    int mask = entries.length - 1;
    int free = home(wanted.hash);
    while (entries[free] != wanted) {
      free = (free + 1) & mask;
    }
    entries[free] = null;
    size--;
    // Those behind it move up if they may stand at the free place or before it.
    Entry<K> next;
    for (int place = (free + 1) & mask;
        (next = entries[place]) != null;
        place = (place + 1) & mask) {
      if (((place - home(hashes[place])) & mask) >= ((place - free) & mask)) {
        entries[free] = next;
        hashes[free] = hashes[place];
        entries[place] = null;
        free = place;
      }
    }
    if (size == 0 && entries.length > SMALLEST) {
      entries = array(SMALLEST);
      hashes = new int[SMALLEST];
      shift = shift(SMALLEST);
    }
  }

  /** Everything that is kept, in no order that means anything. Nothing may be added meanwhile. */
  @SuppressWarnings("unchecked") // only what the maker made is here
  void forEach(Consumer<? super E> each) {
    for (Entry<K> entry : entries) {
      if (entry != null) {
        each.accept((E) entry);
      }
    }
  }

  int size() {
    return size;
  }
}
