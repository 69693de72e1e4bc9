package io.millrace.examples.demo;

/** The rows of the board, from top to bottom. */
enum Row {
  HIGHEST_EARLY("highest bid, early"),
  HIGHEST("highest bid, final"),
  BUSIEST("busiest auctions"),
  SESSIONS("longest sessions"),
  EVENTS("events"),
  /** Is not a result: tells what time it is, and how far the watermark is behind. */
  CLOCK("watermark");

  private final String title;

  Row(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
