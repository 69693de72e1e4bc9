package io.millrace.sdk.io.kafka.avro.registry;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where a registry is, and how its client is set. Values may be secrets: nothing but names is ever
 * shown. Immutable.
 */
public final class RegistrySettings implements Serializable {
  private static final long serialVersionUID = 1;

  /** With which names may begin that are set together with those of other clients. */
  private static final String PREFIX = "schema.registry.";

  private final ArrayList<URI> addresses;
  private final TreeMap<String, String> settings;

  private RegistrySettings(List<URI> addresses, Map<String, String> settings) {
    this.addresses = new ArrayList<>(addresses);
    this.settings = new TreeMap<>(settings);
  }

  /**
   * Settings of a registry.
   *
   * @param addresses one or several, with a comma between them, as {@code https://registry:8081}
   * @throws IllegalArgumentException if one is none, or has a password
   */
  public static RegistrySettings of(String addresses) {
    List<URI> parsed = new ArrayList<>();
    for (String address : addresses.split(",", -1)) {
      parsed.add(parse(address.strip()));
    }
    return new RegistrySettings(parsed, Map.of());
  }

  private static URI parse(String address) {
    if (address.contains("@")) {
      // not shown: there is a password in it
      throw new IllegalArgumentException(
          "an address of a schema registry has a name or a password: set "
              + RegistryConfig.USER_INFO
              + " instead");
    }
    try {
      URI uri = new URI(address.endsWith("/") ? address : address + "/");
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // is told below
    }
    throw new IllegalArgumentException(
        "\"" + address + "\" is no address of a schema registry, as https://host:8081 is one");
  }

  /**
   * The same and more settings; of a name that was there, the new value.
   *
   * @throws IllegalArgumentException if a name is not known, or a value is none
   */
  public RegistrySettings with(Map<String, ?> more) {
    TreeMap<String, String> all = new TreeMap<>(settings);
    more.forEach(
        (name, value) -> {
          String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
          if (!RegistryConfig.isKnown(plain)) {
            throw new IllegalArgumentException(
                "the client of a schema registry has no setting "
                    + name
                    + "; it has basic.auth.user.info, bearer.auth.token, auto.register.schemas,"
                    + " http.connect.timeout.ms, http.read.timeout.ms, ssl.* of stores and"
                    + " certificates, and config.providers");
          }
          if (value == null) {
            throw new IllegalArgumentException(name + " is null: leave it out for the default");
          }
          all.put(plain, value.toString());
        });
    RegistrySettings changed = new RegistrySettings(addresses, all);
    if (!all.containsKey(RegistryConfig.PROVIDERS)) {
      try {
        changed.resolve();
      } catch (ConfigException e) {
        throw new IllegalArgumentException("a schema registry: " + e.getMessage(), e);
      }
    }
    return changed;
  }

  /** The addresses, each with a slash at its end; at least one. */
  public List<URI> addresses() {
    return List.copyOf(addresses);
  }

  /**
   * The settings, where the client runs.
   *
   * @throws ConfigException if a value is none, or a provider fails
   */
  public RegistryConfig resolve() {
    return new RegistryConfig(settings);
  }

  /** The addresses, and the names of settings. */
  @Override
  public String toString() {
    return "schema registry at " + addresses + (settings.isEmpty() ? "" : " " + settings.keySet());
  }
}
