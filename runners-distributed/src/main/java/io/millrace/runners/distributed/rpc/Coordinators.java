package io.millrace.runners.distributed.rpc;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the nodes listen that may coordinate a cluster: {@code HOST:PORT,HOST:PORT}. All processes
 * of a cluster and all who ask it are told the same.
 *
 * @param addresses at least one, and none twice
 */
public record Coordinators(List<Address> addresses) {

  /**
   * Copies and checks them.
   *
   * @throws IllegalArgumentException if there is none, or one twice
   */
  public Coordinators {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("there is no coordinator");
    }
    if (new HashSet<>(addresses).size() < addresses.size()) {
      throw new IllegalArgumentException("a coordinator is named twice: " + written(addresses));
    }
  }

  /** One that has nobody beside it. */
  public static Coordinators of(Address only) {
    return new Coordinators(List.of(only));
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if the text is no list of addresses; the message says so
   */
  public static Coordinators parse(String text) {
    return new Coordinators(
        Arrays.stream(text.split(",", -1)).map(each -> Address.parse(each.strip())).toList());
  }

  /** The names of the nodes. */
  public List<String> nodes() {
    return addresses.stream().map(Address::toString).toList();
  }

  /** As they are written. */
  @Override
  public String toString() {
    return written(addresses);
  }

  private static String written(List<Address> addresses) {
    return addresses.stream().map(Address::toString).collect(Collectors.joining(","));
  }
}
