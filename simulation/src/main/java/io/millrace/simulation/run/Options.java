package io.millrace.simulation.run;

import io.millrace.simulation.kernel.Draw;

/**
 * The size of a simulation. All of it follows from the seed, and can be made smaller afterwards.
 */
public record Options(
    long seed,
    int coordinators,
    int workers,
    int slotsPerWorker,
    int parallelism,
    int records,
    int keys,
    int batch,
    int paceMillis,
    int window,
    int checkpointMillis,
    int chaosMillis,
    int overtakeMillis,
    boolean byKey) {

  /** Nothing goes wrong before this, in virtual milliseconds. */
  public static final int WARM_UP_MILLIS = 3_000;

  /** What a seed comes to. */
  public static Options of(long seed) {
    Draw draw = new Draw(seed);
    int workers = (int) draw.between("workers", 1, 4);
    int slotsPerWorker = (int) draw.between("slots", 1, 2);
    int parallelism = (int) draw.between("parallelism", 1, Math.min(4, workers * slotsPerWorker));
    int paceMillis = (int) draw.between("pace", 20, 250);
    int batch = (int) draw.between("batch", 1, 8);
    // so many that it lasts about as long as the chaos
    int chaosMillis = (int) draw.between("chaos", 10_000, 60_000);
    int records =
        (int) (batch * chaosMillis / paceMillis * draw.between("length", 30, 120) / 100) + 1;
    return new Options(
        seed,
        (int) draw.between("coordinators", 1, 3),
        workers,
        slotsPerWorker,
        parallelism,
        records,
        (int) draw.between("keys", 1, 20),
        batch,
        paceMillis,
        (int) draw.between("window", 1, 6),
        (int) draw.between("checkpoint", 200, 2_500),
        chaosMillis,
        (int) (draw.between("overtakes", 0, 1) * draw.between("overtake", 1, 400)),
        draw.chance("by-key", 400));
  }
}
