package io.millrace.benchmarks;

import static io.millrace.examples.auction.SplitMix64.mix;

/**
 * Lines of ten words, the words distributed as in natural text: the word of rank r comes up in
 * proportion to 1/r (Zipf's law) over a vocabulary of 100,000.
 *
 * <p>Line {@code i} is a pure function of the seed and {@code i}, about 66 bytes of ASCII.
 */
public final class ZipfText {

  static final int WORDS_PER_LINE = 10;
  private static final int VOCABULARY = 100_000;

  private static final String[] WORDS = words();

  /** The inverse of the distribution function, at 65,537 points. */
  private static final float[] RANKS = ranks();

  private final long seed;

  /** The text of a seed. */
  public ZipfText(long seed) {
    this.seed = seed;
  }

  /** Appends line {@code i}, without a line end. */
  public void appendLine(long i, StringBuilder to) {
    for (int k = 0; k < WORDS_PER_LINE; k++) {
      if (k > 0) {
        to.append(' ');
      }
      to.append(WORDS[rank(mix(i * WORDS_PER_LINE + k + mix0(seed)))]);
    }
  }

  /** Seed 0 is the plain sequence. */
  private static long mix0(long seed) {
    return seed == 0 ? 0 : mix(seed);
  }

  private static int rank(long random) {
    int point = (int) (random & 0xffff);
    float low = RANKS[point];
    float high = RANKS[point + 1];
    int rank = (int) (low + (high - low) * ((random >>> 40) * 0x1p-24f));
    return Math.min(rank, VOCABULARY - 1);
  }

  private static float[] ranks() {
    float[] ranks = new float[(1 << 16) + 1];
    for (int k = 0; k < ranks.length; k++) {
      ranks[k] = (float) (Math.exp(k / 65536.0 * Math.log(VOCABULARY + 1)) - 1.0);
    }
    return ranks;
  }

  /** The rank in base 26, lowest digit first, then one to five letters at random. */
  private static String[] words() {
    String[] words = new String[VOCABULARY];
    for (int w = 0; w < VOCABULARY; w++) {
      StringBuilder word = new StringBuilder();
      int rest = w;
      while (rest >= 26) {
        word.append((char) ('a' + rest % 26));
        rest /= 26;
      }
      word.append((char) ('a' + rest));
      long h = mix(w * 1000003L);
      int tail = 1 + (int) ((h & 0xff) % 5);
      for (int k = 0; k < tail; k++) {
        h >>>= 8;
        word.append((char) ('a' + (h & 0xff) % 26));
      }
      words[w] = word.toString();
    }
    return words;
  }
}
