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
      OutputRules rules = link.rules();
      functions.add(
          new FunctionChain.Link(
              FunctionChain.Kind.valueOf(link.function().kind().name()),
              link.function().fn(),
              link.name(),
              link.metricsPlace(),
              rules.nullAllowed()
                  ? null
                  : () -> failures.inEngine(rules.transformName(), rules.nullElement())));
    }
    FunctionChain chain = FunctionChain.of(functions, next, holder);
    return Template.instantiate(
        ElementReceiver.class, ChainNode.class, chain, failures, holder, links.get(0).name());
  }
}
