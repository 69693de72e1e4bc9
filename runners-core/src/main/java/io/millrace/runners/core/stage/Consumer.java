package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.metrics.MetricsEnvironment;
import io.millrace.sdk.transforms.ElementFunction;
import java.util.ArrayList;
import java.util.List;

/** Who reads a local collection, while a stage is built. */
sealed interface Consumer {

  /** The name of the reading transform, for messages. */
  String name();

  /** The node. */
  ElementReceiver receiver(Failures failures, MetricsEnvironment.Holder holder);

  /** A finished node. */
  record Node(String name, ElementReceiver node) implements Consumer {
    @Override
    public ElementReceiver receiver(Failures failures, MetricsEnvironment.Holder holder) {
      return node;
    }
  }

  /**
   * One plain function of a chain.
   *
   * @param metricsPlace where the function's metrics go
   */
  record Link(String name, ElementFunction function, OutputRules rules, int metricsPlace) {}

  /** Plain functions, one after the other, that will be one node. */
  record Chain(List<Link> links, ElementReceiver next) implements Consumer {

    @Override
    public String name() {
      return links.get(0).name();
    }

    Chain prepend(String name, ElementFunction function, OutputRules rules, int metricsPlace) {
      List<Link> longer = new ArrayList<>();
      longer.add(new Link(name, function, rules, metricsPlace));
      longer.addAll(links);
      return new Chain(longer, next);
    }

    @Override
    public ElementReceiver receiver(Failures failures, MetricsEnvironment.Holder holder) {
      return FunctionNodes.chain(links, next, failures, holder);
    }
  }
}
