package io.millrace.examples.demo;

import io.millrace.sdk.transforms.DoFn;

/** Prints texts to the standard output, each below a title. */
final class PrintFn extends DoFn<String, Void> {

  private final String title;

  PrintFn(String title) {
    this.title = title;
  }

  @ProcessElement
  public void processElement(@Element String text) {
    System.out.println(title + "\n" + text);
  }
}
