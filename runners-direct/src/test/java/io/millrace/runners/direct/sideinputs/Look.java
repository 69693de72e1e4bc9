package io.millrace.runners.direct.sideinputs;

import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.PCollectionView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Notes and outputs each element with what it sees of a list view, sorted. */
final class Look extends DoFn<String, String> {

  private final PCollectionView<List<String>> view;
  private final Journal journal;

  Look(PCollectionView<List<String>> view, Journal journal) {
    this.view = view;
    this.journal = journal;
  }

  @ProcessElement
  public void processElement(ProcessContext c) {
    List<String> content = new ArrayList<>(c.sideInput(view));
    Collections.sort(content);
    String line = c.element() + " sees " + content;
    journal.note(line);
    c.output(line);
  }
}
