package io.millrace.sdk.io.hdfs;

import java.io.IOException;
import java.io.PrintStream;

/** A cluster for measurements: says where it listens, and ends with its standard input. */
final class HdfsClusterMain {

  private HdfsClusterMain() {}

  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    // the cluster has things to say while it starts, and who reads wants its address alone
    System.setOut(System.err);
    out.println(HdfsCluster.get().root());
    while (System.in.read() >= 0) {
      // nobody says anything
    }
    Runtime.getRuntime().halt(0);
  }
}
