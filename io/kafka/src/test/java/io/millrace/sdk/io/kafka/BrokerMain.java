package io.millrace.sdk.io.kafka;

import java.io.PrintStream;

/** A broker for measurements: says where it listens, and ends with its standard input. */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    // the broker has things to say while it starts, and who reads wants its address alone
    System.setOut(System.err);
    try (OwnBroker broker = OwnBroker.plain()) {
      out.println(broker.servers());
      while (System.in.read() >= 0) {
        // nobody says anything
      }
    }
    Runtime.getRuntime().halt(0);
  }
}
