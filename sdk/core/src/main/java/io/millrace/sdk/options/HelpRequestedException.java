package io.millrace.sdk.options;

/** Help was asked for on the command line, so there are no options; carries the help's text. */
public final class HelpRequestedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String helpText;

  HelpRequestedException(String helpText) {
    super("Help was asked for on the command line", null, false, false);
    this.helpText = helpText;
  }

  /** The help, lines separated and ended by a line feed. */
  public String helpText() {
    return helpText;
  }
}
