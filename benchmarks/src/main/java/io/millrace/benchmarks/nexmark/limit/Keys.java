package io.millrace.benchmarks.nexmark.limit;

/** Which thread a key belongs to. */
final class Keys {

  private Keys() {}

  static int owner(long key, int threads) {
    return (int) (((key * 0xD6E8FEB86659FD93L) >>> 40) % threads);
  }
}
