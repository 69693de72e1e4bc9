package io.millrace.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counts by word, the words kept as bytes in one array: open addressing, linear probing, no object
 * for a word.
 */
public final class ByteWordTable {

  /** Is told each word and its count. */
  public interface Visitor<X extends Exception> {
    void visit(String word, long count) throws X;
  }

  private int mask = (1 << 16) - 1;
  private long[] hashes = new long[mask + 1];

  /** Where the word's bytes are: offset << 32 | length; 0 for a free slot, as no word is empty. */
  private long[] places = new long[mask + 1];

  private long[] counts = new long[mask + 1];
  private byte[] letters = new byte[1 << 20];
  private int lettersUsed;
  private int size;

  /** What the hash of the empty word is; see {@link #hashStep}. */
  public static final long HASH_START = 0xcbf29ce484222325L;

  /** FNV-1a: fast on short words, and the scan has each byte at hand anyway. */
  public static long hashStep(long hash, byte b) {
    return (hash ^ b) * 0x100000001b3L;
  }

  /** How many words there are. */
  public int size() {
    return size;
  }

  /**
   * Adds to the count of the word in {@code bytes[from..to)} whose {@link #hashStep} hash is given.
   */
  public void add(long hash, byte[] bytes, int from, int to, long count) {
    int slot = slot(hash);
    while (places[slot] != 0) {
      if (hashes[slot] == hash && isAt(places[slot], bytes, from, to)) {
        counts[slot] += count;
        return;
      }
      slot = (slot + 1) & mask;
    }
    hashes[slot] = hash;
    places[slot] = store(bytes, from, to);
    counts[slot] = count;
    if (++size * 2 > mask) {
      grow();
    }
  }

  void add(String word, long count) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    long hash = HASH_START;
    for (byte b : bytes) {
      hash = hashStep(hash, b);
    }
    add(hash, bytes, 0, bytes.length, count);
  }

  /** Adds the counts of another table. */
  public void addAll(ByteWordTable other) {
    for (int slot = 0; slot <= other.mask; slot++) {
      long place = other.places[slot];
      if (place != 0) {
        int from = (int) (place >>> 32);
        add(other.hashes[slot], other.letters, from, from + (int) place, other.counts[slot]);
      }
    }
  }

  /** Shows all words, in no particular order. */
  public <X extends Exception> void forEach(Visitor<X> visitor) throws X {
    for (int slot = 0; slot <= mask; slot++) {
      long place = places[slot];
      if (place != 0) {
        int from = (int) (place >>> 32);
        visitor.visit(new String(letters, from, (int) place, StandardCharsets.UTF_8), counts[slot]);
      }
    }
  }

  private int slot(long hash) {
    return (int) (hash ^ (hash >>> 32)) & mask;
  }

  private boolean isAt(long place, byte[] bytes, int from, int to) {
    int at = (int) (place >>> 32);
    return Arrays.equals(letters, at, at + (int) place, bytes, from, to);
  }

  private long store(byte[] bytes, int from, int to) {
    int length = to - from;
    if (lettersUsed + length > letters.length) {
      letters = Arrays.copyOf(letters, Math.max(letters.length * 2, lettersUsed + length));
    }
    System.arraycopy(bytes, from, letters, lettersUsed, length);
    long place = (long) lettersUsed << 32 | length;
    lettersUsed += length;
    return place;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldPlaces = places;
    long[] oldCounts = counts;
    mask = mask * 2 + 1;
    hashes = new long[mask + 1];
    places = new long[mask + 1];
    counts = new long[mask + 1];
    for (int old = 0; old < oldPlaces.length; old++) {
      if (oldPlaces[old] != 0) {
        int slot = slot(oldHashes[old]);
        while (places[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        hashes[slot] = oldHashes[old];
        places[slot] = oldPlaces[old];
        counts[slot] = oldCounts[old];
      }
    }
  }
}
