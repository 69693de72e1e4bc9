package io.millrace.sdk.io;

/**
 * Templates for the part of a file's name that tells its shard: a run of {@code S} stands for the
 * shard's index and a run of {@code N} for the number of shards, each with at least as many digits
 * as there are letters. Where an output is written window by window, {@code W} stands for the
 * window and {@code P} for the pane.
 */
public final class ShardNameTemplate {

  /** Index and number behind the prefix: {@code prefix-00000-of-00001}. */
  public static final String INDEX_OF_MAX = "-SSSSS-of-NNNNN";

  /**
   * Window and pane before them: {@code
   * prefix-20261127T120000.000Z-20261127T121000.000Z-pane-0-00000-of-00001}.
   */
  public static final String WINDOW_PANE_INDEX_OF_MAX = "-W-P-SSSSS-of-NNNNN";

  /** The window only, where files have parts in place of panes. */
  static final String WINDOW_INDEX_OF_MAX = "-W-SSSSS-of-NNNNN";

  /** The prefix is a directory: {@code prefix/part-00000}. */
  public static final String DIRECTORY_CONTAINER = "/part-SSSSS";

  private ShardNameTemplate() {}
}
