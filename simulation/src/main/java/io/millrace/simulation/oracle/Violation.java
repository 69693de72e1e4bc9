package io.millrace.simulation.oracle;

/** Something that must hold does not. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String oracle;

  /**
   * Says what.
   *
   * @param oracle which oracle saw it: {@code O0} to {@code O11}
   */
  public Violation(String oracle, String message) {
    super(oracle + ": " + message);
    this.oracle = oracle;
  }

  /** Which oracle saw it. */
  public String oracle() {
    return oracle;
  }
}
