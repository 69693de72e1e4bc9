package io.millrace.benchmarks.files;

/**
 * A row of the file. Measurement {@code i} is a pure function of {@code i}.
 *
 * @param id tells it from all others
 * @param station one of a thousand
 * @param value two digits behind the point
 * @param at in milliseconds after the epoch
 * @param note mostly the same
 */
public record Measurement(long id, String station, double value, long at, String note) {

  private static final int STATIONS = 1000;
  private static final long START = 1_795_000_000_000L;

  /** Spreads bits, so that neighbours differ. */
  private static long mixed(long i) {
    long z = i * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    return z ^ (z >>> 27);
  }

  static Measurement of(long i) {
    long mixed = mixed(i);
    return new Measurement(
        i,
        "station-" + Math.floorMod(mixed, STATIONS),
        Math.floorMod(mixed >>> 10, 10_000) / 100.0,
        START + 40 * i,
        Math.floorMod(mixed >>> 20, 50) == 0 ? "note " + (mixed >>> 40) : "fine");
  }

  static long hash(long id, CharSequence station, double value, long at, CharSequence note) {
    long hash = id * 31 + Double.doubleToLongBits(value);
    return (hash * 31 + at) * 31 + station.length() + note.length();
  }

  long hash() {
    return hash(id, station, value, at, note);
  }
}
