package io.millrace.sdk.io.kafka.avro.shell;

import io.millrace.sdk.io.kafka.avro.registry.RegistryConfig;
import io.millrace.sdk.io.kafka.avro.registry.RegistrySettings;
import io.millrace.sdk.io.kafka.avro.registry.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP, with the JDK's client. Redirections are not followed: whoever they lead to is not
 * to get the password. Thread-safe.
 */
public final class HttpTransport implements Transport {

  private static final String JSON = "application/vnd.schemaregistry.v1+json";

  private final HttpClient client;
  private final @Nullable String authorization;
  private final int timeoutMillis;

  /**
   * A transport.
   *
   * @throws org.apache.kafka.common.KafkaException if the stores of TLS cannot be read
   */
  public HttpTransport(RegistrySettings settings, RegistryConfig config) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(config.connectTimeoutMillis()));
    if (settings.addresses().stream().anyMatch(each -> each.getScheme().equals("https"))) {
      try (DefaultSslEngineFactory tls = new DefaultSslEngineFactory()) {
        tls.configure(config.values());
        builder.sslContext(tls.sslContext());
      }
    }
    this.client = builder.build();
    this.authorization = authorization(config);
    this.timeoutMillis = config.readTimeoutMillis();
  }

  private static @Nullable String authorization(RegistryConfig config) {
    String user = config.userInfo();
    if (user != null) {
      return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }
    String token = config.token();
    return token == null ? null : "Bearer " + token;
  }

  /** The time-out is for the whole answer; the client's own ends with its first bytes. */
  @Override
  public Answer ask(URI uri, @Nullable String body) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", JSON);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (body != null) {
      request.header("Content-Type", JSON).POST(BodyPublishers.ofString(body));
    }
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request.build(), BodyHandlers.ofString());
    try {
      HttpResponse<String> response = answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), response.body());
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + timeoutMillis + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.toString(), cause);
    } finally {
      answer.cancel(true);
    }
  }
}
