package io.millrace.sdk.io.s3;

import java.io.IOException;

/** A server for measurements: says where it listens, and ends with its standard input. */
final class S3ServerMain {

  private S3ServerMain() {}

  public static void main(String[] args) throws IOException {
    System.out.println(S3Server.get().endpoint());
    while (System.in.read() >= 0) {
      // nobody says anything
    }
    Runtime.getRuntime().halt(0);
  }
}
