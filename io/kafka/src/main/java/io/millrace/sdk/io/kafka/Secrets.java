package io.millrace.sdk.io.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * Which values of settings may be secrets, and how they are taken out of texts that others made.
 * Secrets are what Kafka says are passwords, and all that Kafka does not know: plug-ins and
 * deserialisers have passwords of their own. Immutable.
 */
final class Secrets {

  private static final String SHOWN_INSTEAD = "[hidden]";

  /** What is shorter is found in too many words. */
  private static final int SHORTEST = 4;

  /** Follows no more causes than that: they might go round in a circle. */
  private static final int LONGEST_CHAIN = 50;

  /** In {@code sasl.jaas.config}, options have values in quotes, or without. */
  private static final Pattern OPTION =
      Pattern.compile("=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s;\"']+))");

  private static final List<Map<String, ConfigDef.ConfigKey>> KNOWN =
      List.of(
          ConsumerConfig.configDef().configKeys(),
          ProducerConfig.configDef().configKeys(),
          AdminClientConfig.configDef().configKeys());

  /** The longest first: one may be part of another. */
  private final List<String> values = new ArrayList<>();

  /** The secrets among these settings. */
  Secrets(Map<String, Object> settings) {
    settings.forEach(
        (name, value) -> {
          if (isSecret(name)) {
            add(value.toString());
            Matcher options = OPTION.matcher(value.toString());
            while (options.find()) {
              for (int group = 1; group <= options.groupCount(); group++) {
                add(options.group(group));
              }
            }
          }
        });
    values.sort(Comparator.comparingInt(String::length).reversed());
  }

  private void add(@Nullable String value) {
    if (value != null && value.length() >= SHORTEST) {
      values.add(value);
    }
  }

  private static boolean isSecret(String name) {
    boolean known = false;
    for (Map<String, ConfigDef.ConfigKey> keys : KNOWN) {
      ConfigDef.ConfigKey key = keys.get(name);
      if (key != null && key.type == ConfigDef.Type.PASSWORD) {
        return true;
      }
      known |= key != null;
    }
    return !known;
  }

  /** The text without them. */
  String hiddenIn(String text) {
    String hidden = text;
    for (String value : values) {
      hidden = hidden.replace(value, SHOWN_INSTEAD);
    }
    return hidden;
  }

  /** Whether a failure, or what is behind it, would show one when it is printed. */
  boolean areIn(Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < LONGEST_CHAIN; i++) {
      String text = each.toString();
      if (!text.equals(hiddenIn(text))) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }
}
