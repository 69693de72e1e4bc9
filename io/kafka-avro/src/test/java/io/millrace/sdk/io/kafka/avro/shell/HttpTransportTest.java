package io.millrace.sdk.io.kafka.avro.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.millrace.sdk.io.kafka.avro.registry.RegistrySettings;
import io.millrace.sdk.io.kafka.avro.registry.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpTransportTest {

  private static final String PASSWORD = "pl4nted";

  @TempDir Path directory;

  private static InetSocketAddress free() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Transport transport(String address, Map<String, ?> properties) {
    RegistrySettings settings = RegistrySettings.of(address).with(properties);
    return new HttpTransport(settings, settings.resolve());
  }

  private static String address(HttpServer server, String scheme) {
    return scheme + "://localhost:" + server.getAddress().getPort() + "/";
  }

  @Test
  void anAnswerThatBeginsAndDoesNotEndIsNotWaitedFor() throws Exception {
    HttpServer server = HttpServer.create(free(), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush(); // and no more
        });
    server.start();
    try {
      String address = address(server, "http");
      Transport transport = transport(address, Map.of("http.read.timeout.ms", 200));
      assertThatThrownBy(() -> transport.ask(URI.create(address), null))
          .isInstanceOf(IOException.class)
          .hasMessage("no answer within 200 ms");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTokenIsSentAndNotTakenElsewhere() throws Exception {
    HttpServer server = HttpServer.create(free(), 0);
    StringBuilder seen = new StringBuilder();
    server.createContext(
        "/",
        exchange -> {
          seen.append(exchange.getRequestHeaders().getFirst("Authorization")).append(' ');
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
    try {
      String address = address(server, "http");
      Transport transport = transport(address, Map.of("bearer.auth.token", "abc"));
      assertThat(transport.ask(URI.create(address), "{}").status()).isEqualTo(302);
      assertThat(seen).hasToString("Bearer abc ");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aCertificateIsTrustedThatTheStoreHas() throws Exception {
    Path store = directory.resolve("store.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "registry",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    HttpsServer server = HttpsServer.create(free(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      String address = address(server, "https");
      Transport trusts =
          transport(
              address,
              Map.of(
                  "ssl.truststore.location",
                  store.toString(),
                  "ssl.truststore.password",
                  PASSWORD,
                  "ssl.truststore.type",
                  "PKCS12"));
      assertThat(trusts.ask(URI.create(address), null).status()).isEqualTo(204);
      Transport doesNot = transport(address, Map.of());
      assertThatThrownBy(() -> doesNot.ask(URI.create(address), null))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("SSLHandshakeException");
    } finally {
      server.stop(0);
    }
  }

  private static void keytool(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static SSLContext context(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
