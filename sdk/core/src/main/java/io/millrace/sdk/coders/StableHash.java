package io.millrace.sdk.coders;

import com.google.common.hash.Hashing;

/**
 * The steps of MurmurHash3 (x86, 32 bits) by which coders make {@link Coder#stableHash} without
 * encoding. They decide where keys live: they must never change.
 */
final class StableHash {
  /** What a null among nullable values hashes to. */
  static final int OF_NULL = 0x3c6ef372;

  private StableHash() {}

  static int of(int v) {
    int h = v;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    h ^= h >>> 16;
    return h;
  }

  static int of(long v) {
    long h = v;
    h ^= h >>> 33;
    h *= 0xff51afd7ed558ccdL;
    h ^= h >>> 33;
    h *= 0xc4ceb9fe1a85ec53L;
    h ^= h >>> 33;
    return (int) h;
  }

  static int of(byte[] bytes) {
    return Hashing.murmur3_32_fixed().hashBytes(bytes).asInt();
  }

  /** One hash of a sequence so far and of its next member. */
  static int combine(int soFar, int next) {
    int k = Integer.rotateLeft(next * 0xcc9e2d51, 15) * 0x1b873593;
    return of(Integer.rotateLeft(soFar ^ k, 13) * 5 + 0xe6546b64);
  }
}
