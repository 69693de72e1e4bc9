package io.millrace.sdk.io.kafka.avro.registry;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a registry's client, with what providers of settings ({@code config.providers})
 * put in their place. The names are those of Confluent's client. Immutable.
 */
public final class RegistryConfig extends AbstractConfig {

  /** Name and password, with a colon between them. */
  static final String USER_INFO = "basic.auth.user.info";

  static final String TOKEN = "bearer.auth.token";
  static final String REGISTERS = "auto.register.schemas";
  static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
  static final String READ_TIMEOUT = "http.read.timeout.ms";

  /** How providers are named. */
  static final String PROVIDERS = "config.providers";

  private static final int TIMEOUT_MILLIS = 10_000;

  private static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              "basic.auth.credentials.source",
              ConfigDef.Type.STRING,
              "USER_INFO",
              ValidString.in("USER_INFO"),
              Importance.LOW,
              "Where name and password are said: in basic.auth.user.info.")
          .define(USER_INFO, ConfigDef.Type.PASSWORD, null, Importance.HIGH, "name:password")
          .define(
              TOKEN,
              ConfigDef.Type.PASSWORD,
              null,
              Importance.HIGH,
              "A token, instead of a password.")
          .define(
              REGISTERS,
              ConfigDef.Type.BOOLEAN,
              true,
              Importance.HIGH,
              "Whether schemas are registered that are not there yet.")
          .define(
              CONNECT_TIMEOUT,
              ConfigDef.Type.INT,
              TIMEOUT_MILLIS,
              Range.atLeast(1),
              Importance.LOW,
              "How long connecting may take.")
          .define(
              READ_TIMEOUT,
              ConfigDef.Type.INT,
              TIMEOUT_MILLIS,
              Range.atLeast(1),
              Importance.LOW,
              "How long an answer may take.")
          .withClientSslSupport();

  /** Of TLS all but what the JDK's client cannot be told. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          SslConfigs.SSL_CIPHER_SUITES_CONFIG,
          SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
          SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
          SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG);

  /**
   * A configuration.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a value is none
   */
  RegistryConfig(Map<String, String> settings) {
    super(DEFINITION, settings, false);
    if (getPassword(USER_INFO) != null && getPassword(TOKEN) != null) {
      throw new IllegalArgumentException(USER_INFO + " and " + TOKEN + " cannot both be set");
    }
  }

  static boolean isKnown(String name) {
    return name.equals(PROVIDERS)
        || name.startsWith(PROVIDERS + ".")
        || (DEFINITION.names().contains(name) && !UNSUPPORTED.contains(name));
  }

  /** Whether schemas are registered that are not there yet; else they must be there. */
  boolean registers() {
    return getBoolean(REGISTERS);
  }

  /** How long connecting may take, in milliseconds. */
  public int connectTimeoutMillis() {
    return getInt(CONNECT_TIMEOUT);
  }

  /** How long an answer may take, in milliseconds. */
  public int readTimeoutMillis() {
    return getInt(READ_TIMEOUT);
  }

  /** Name and password, with a colon between them; null for none. A secret. */
  public @Nullable String userInfo() {
    return text(USER_INFO);
  }

  /** A token; null for none. A secret. */
  public @Nullable String token() {
    return text(TOKEN);
  }

  private @Nullable String text(String name) {
    Password password = getPassword(name);
    return password == null ? null : password.value();
  }
}
