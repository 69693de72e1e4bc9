package io.millrace.sdk.io.kafka;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a Kafka client. Their values may be secrets: nothing but their names is ever
 * shown. Immutable.
 */
final class ClientSettings implements Serializable {

  private static final long serialVersionUID = 1;
  private static final ClientSettings NONE = new ClientSettings(Map.of());

  private final TreeMap<String, Object> settings;

  private ClientSettings(Map<String, Object> settings) {
    this.settings = new TreeMap<>(settings);
  }

  static ClientSettings none() {
    return NONE;
  }

  /**
   * The same and more; of a name that was there, the new value.
   *
   * @param reserved names that the transform decides itself, each with what to use instead
   * @throws IllegalArgumentException if a reserved name, or null as a value, is among them
   */
  ClientSettings with(String method, Map<String, ?> more, Map<String, String> reserved) {
    TreeMap<String, Object> all = new TreeMap<>(settings);
    more.forEach(
        (name, value) -> {
          String instead = reserved.get(name);
          if (instead != null) {
            throw new IllegalArgumentException(method + " must not set " + name + ": " + instead);
          }
          if (value == null) {
            throw new IllegalArgumentException(
                method + " sets " + name + " to null: leave it out for the default");
          }
          all.put(name, value);
        });
    return new ClientSettings(all);
  }

  ClientSettings withBootstrapServers(String servers) {
    return with("", Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers), Map.of());
  }

  /** Where the brokers are; null if that was not said. */
  @Nullable String bootstrapServers() {
    return text(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** One setting as text; null if it is not there. Only for what is no secret. */
  @Nullable String text(String name) {
    Object value = settings.get(name);
    return value == null ? null : value.toString();
  }

  /** A copy for a client, which may be changed. */
  Map<String, Object> forClient() {
    return new HashMap<>(settings);
  }

  /** A copy of those whose names fit. */
  Map<String, Object> forClient(Predicate<String> names) {
    Map<String, Object> some = new HashMap<>();
    settings.forEach(
        (name, value) -> {
          if (names.test(name)) {
            some.put(name, value);
          }
        });
    return some;
  }

  /** All, not to be changed, for who configures a deserialiser. */
  Map<String, Object> asMap() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * The failure of a client with these settings, as users are told it: whatever the client says,
   * without secrets. Where the cause has some, it is left out.
   *
   * @param what cannot be done
   */
  IOException failed(String what, Throwable cause) {
    Secrets secrets = new Secrets(settings);
    String message = secrets.hiddenIn(what + ": " + cause);
    return secrets.areIn(cause) ? new IOException(message) : new IOException(message, cause);
  }

  /** The names, in order. */
  String names() {
    return String.join(", ", settings.keySet());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientSettings that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.keySet().hashCode();
  }

  /** The names alone. */
  @Override
  public String toString() {
    return "settings of " + names();
  }
}
