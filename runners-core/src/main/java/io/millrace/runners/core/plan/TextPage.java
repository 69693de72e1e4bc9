package io.millrace.runners.core.plan;

/** Lines of limited width. A single word that is longer than a line stands on its own, whole. */
final class TextPage {

  private final int width;
  private final StringBuilder text = new StringBuilder();

  TextPage(int width) {
    this.width = width;
  }

  void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  /** {@code left} at the left margin, {@code right} at the right one, in two lines if need be. */
  void spread(String left, String right) {
    int gap = width - left.length() - right.length();
    if (gap >= 2 || right.isEmpty()) {
      line(left + " ".repeat(Math.max(0, gap)) + right);
    } else {
      line(left);
      line(" ".repeat(Math.max(0, width - right.length())) + right);
    }
  }

  /** Words that continue below where they began. */
  void hanging(String label, String words) {
    StringBuilder current = new StringBuilder(label);
    boolean empty = true;
    for (String word : words.split(" ", -1)) {
      if (!empty && current.length() + 1 + word.length() > width) {
        line(current.toString());
        current = new StringBuilder(" ".repeat(label.length()));
        empty = true;
      }
      current.append(empty ? "" : " ").append(word);
      empty = false;
    }
    line(current.toString());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
