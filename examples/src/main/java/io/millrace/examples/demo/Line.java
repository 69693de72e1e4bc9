package io.millrace.examples.demo;

/**
 * Something new to show.
 *
 * @param row where
 * @param millis the time in milliseconds after the epoch for which it holds: the end of the window
 * @param text what to show
 */
record Line(Row row, long millis, String text) {}
