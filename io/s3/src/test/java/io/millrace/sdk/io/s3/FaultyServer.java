package io.millrace.sdk.io.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands before a server that speaks the protocol of S3: hands requests on as they are, and answers
 * some itself, by a failure.
 */
final class FaultyServer implements AutoCloseable {

  private final URI server;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile Predicate<String> fails = request -> false;
  private volatile int failuresLeft;
  private volatile int status;
  private volatile String code = "";

  FaultyServer(String server) throws IOException {
    this.server = URI.create(server);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /**
   * From now on the next requests fail that are like this.
   *
   * @param request of method and path with its query, as {@code PUT /bucket/key?partNumber=1}
   */
  void fail(int times, int status, String code, Predicate<String> request) {
    this.status = status;
    this.code = code;
    this.failuresLeft = times;
    this.failed.set(0);
    this.fails = request;
  }

  /** How many requests have failed since. */
  int failed() {
    return failed.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      if (fails.test(request) && takeFailure()) {
        byte[] answer =
            ("<?xml version=\"1.0\"?><Error><Code>"
                    + code
                    + "</Code><Message>planned</Message></Error>")
                .getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        return;
      }
      handOn(exchange, body);
    }
  }

  private synchronized boolean takeFailure() {
    if (failuresLeft == 0) {
      return false;
    }
    failuresLeft--;
    failed.incrementAndGet();
    return true;
  }

  private void handOn(HttpExchange exchange, byte[] body) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      StringBuilder head = new StringBuilder();
      head.append(exchange.getRequestMethod())
          .append(' ')
          .append(exchange.getRequestURI())
          .append(" HTTP/1.1\r\n");
      for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
        String name = header.getKey();
        if (!List.of("Connection", "Content-length", "Transfer-encoding", "Expect")
            .contains(name)) {
          header
              .getValue()
              .forEach(value -> head.append(name).append(": ").append(value).append("\r\n"));
        }
      }
      head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(ISO_8859_1));
      out.write(body);
      out.flush();
      answer(exchange, socket.getInputStream());
    }
  }

  private static void answer(HttpExchange exchange, InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).split(" ")[1]);
    boolean chunked = false;
    String length = null;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      String name = header.substring(0, colon);
      String value = header.substring(colon + 1).strip();
      if (name.equalsIgnoreCase("Transfer-Encoding")) {
        chunked = true;
      } else if (name.equalsIgnoreCase("Content-Length")) {
        length = value;
      } else if (!name.equalsIgnoreCase("Connection")) {
        exchange.getResponseHeaders().add(name, value);
      }
    }
    if (exchange.getRequestMethod().equals("HEAD") || status == 204 || status == 304) {
      if (length != null) {
        exchange.getResponseHeaders().add("Content-Length", length);
      }
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    byte[] body = chunked ? chunks(in) : in.readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(in), 16);
        size > 0;
        size = Integer.parseInt(line(in), 16)) {
      all.write(in.readNBytes(size));
      line(in);
    }
    return all.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
