package io.millrace.runners.distributed.worker;

import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Ping;
import io.millrace.cluster.v1.Pong;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.control.Links;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Asks other workers whether they are there. A connection may look fine and carry nothing, or carry
 * one way only; whoever does not answer in time loses it.
 */
final class PeerWatch {

  private final Links links;
  private final ClusterSettings settings;
  private final TreeMap<String, Long> heardNanos = new TreeMap<>();
  private long number;

  PeerWatch(Links links, ClusterSettings settings) {
    this.links = links;
    this.settings = settings;
  }

  void up(Context context, Peer peer) {
    heardNanos.put(peer.node(), context.nowNanos());
  }

  /** Asks all, and gives the connections that were closed for silence. */
  List<Peer> tick(Context context, long generation, Predicate<String> inUse) {
    number++;
    List<Peer> silent = new ArrayList<>();
    for (Map.Entry<String, Long> heard : new TreeMap<>(heardNanos).entrySet()) {
      String node = heard.getKey();
      Peer peer = links.to(node).orElse(null);
      if (peer == null) {
        heardNanos.remove(node);
      } else if (context.nowNanos() - heard.getValue() > settings.timeoutNanos()) {
        context.trace("worker.silent", peer.epoch());
        heardNanos.remove(node);
        links.close(context, peer);
        silent.add(peer);
      } else if (inUse.test(node)) {
        links.send(
            context,
            peer,
            generation,
            ControlFrame.newBuilder().setPing(Ping.newBuilder().setNumber(number)));
      } else {
        heardNanos.put(node, context.nowNanos());
      }
    }
    return silent;
  }

  void receive(Context context, long generation, Peer from, ControlFrame frame) {
    if (frame.hasPing()) {
      links.send(
          context,
          from,
          generation,
          ControlFrame.newBuilder()
              .setPong(Pong.newBuilder().setNumber(frame.getPing().getNumber())));
    } else {
      heardNanos.put(from.node(), context.nowNanos());
    }
  }
}
