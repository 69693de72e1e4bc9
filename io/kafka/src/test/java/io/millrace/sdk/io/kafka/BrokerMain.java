package io.millrace.sdk.io.kafka;

/** A broker for measurements: says where it listens, and ends with its standard input. */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] args) throws Exception {
    try (OwnBroker broker = OwnBroker.plain()) {
      System.out.println(broker.servers());
      while (System.in.read() >= 0) {
        // nobody says anything
      }
    }
    Runtime.getRuntime().halt(0);
  }
}
