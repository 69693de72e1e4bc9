package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.invoke.FunctionChain;
import io.millrace.sdk.metrics.MetricsEnvironment;
import java.util.ArrayList;
import java.util.List;

/** Makes one node of a run of plain functions. */
final class FunctionNodes {

  private FunctionNodes() {}

  static ElementReceiver chain(
      List<Consumer.Link> links,
      ElementReceiver next,
      Failures failures,
      MetricsEnvironment.Holder holder) {
    List<FunctionChain.Link> functions = new ArrayList<>();
    for (Consumer.Link link : links) {
      functions.add(
          new FunctionChain.Link(
              FunctionChain.Kind.valueOf(link.function().kind().name()),
              link.function().fn(),
              link.name(),
              link.metrics()));
    }
    OutputRules rules = links.get(links.size() - 1).rules();
    ElementReceiver checkedNext =
        rules.nullAllowed()
            ? next
            : Template.instantiate(
                ElementReceiver.class, NullCheckNode.class, next, rules, failures);
    FunctionChain chain = FunctionChain.of(functions, checkedNext, holder);
    return Template.instantiate(
        ElementReceiver.class, ChainNode.class, chain, failures, holder, links.get(0).name());
  }
}
