package io.millrace.runners.distributed.worker;

/**
 * The moment between two batches at which all slots keep what they have, and how they keep it.
 *
 * @param checkpoint its number; later ones have larger numbers
 * @param byKey whether all is kept as entries, so that any number of slots can go on from it
 * @param savepoint the directory of the savepoint that it is for; empty if it is a checkpoint
 */
public record Cut(long checkpoint, boolean byKey, String savepoint) {

  /** One for a checkpoint, kept in whatever form costs least. */
  public static Cut of(long checkpoint) {
    return new Cut(checkpoint, false, "");
  }

  /** Whether it is for a savepoint. */
  public boolean isSavepoint() {
    return !savepoint.isEmpty();
  }
}
