package io.millrace.runners.distributed.machine;

/**
 * The other end of one connection. Who connects again to the same node gets another epoch, so that
 * what belongs to an old connection is never taken for the new one's.
 *
 * @param node the name of the node at the other end
 * @param epoch the number of the connection; later connections between two nodes have larger ones
 */
public record Peer(String node, long epoch) {}
