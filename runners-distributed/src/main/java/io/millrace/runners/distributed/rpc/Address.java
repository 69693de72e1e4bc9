package io.millrace.runners.distributed.rpc;

/**
 * Where a process listens, and by which it is known: {@code HOST:PORT}, an address of IPv6 in
 * brackets.
 *
 * @param port 0 for any that is free
 */
public record Address(String host, int port) {

  /** The address of this machine that no other machine reaches. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int MAX_PORT = 65_535;

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if it is no address
   */
  public Address {
    if (host.isBlank() || host.contains("/") || host.contains(" ")) {
      throw new IllegalArgumentException("'" + host + "' is no name of a host");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(port + " is no port; those are 0 to " + MAX_PORT);
    }
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if the text is none; the message says so
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      host = "";
    }
    try {
      return new Address(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address of the form HOST:PORT, such as 127.0.0.1:7077", e);
    }
  }

  /** Whether only this machine reaches it. */
  public boolean isLoopback() {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  /** As it is written. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
