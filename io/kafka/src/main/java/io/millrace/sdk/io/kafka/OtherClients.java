package io.millrace.sdk.io.kafka;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Makes of the settings of one client those of another that talks to the same brokers. */
final class OtherClients {

  private static final Set<String> ADMIN = AdminClientConfig.configNames();
  private static final Set<String> CONSUMER = ConsumerConfig.configNames();
  private static final Set<String> PRODUCER = ProducerConfig.configNames();

  private OtherClients() {}

  /** Those that an admin client knows, and those that no client knows: plug-ins may. */
  static Map<String, Object> admin(ClientSettings settings) {
    return settings.forClient(
        name -> ADMIN.contains(name) || (!CONSUMER.contains(name) && !PRODUCER.contains(name)));
  }

  /**
   * Those that a producer and a consumer have in common, and those that no client knows. Of
   * interceptors, they have the name in common and nothing else.
   */
  static Map<String, Object> consumer(ClientSettings producer) {
    return producer.forClient(
        name ->
            !name.equals(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG)
                && (CONSUMER.contains(name) || !PRODUCER.contains(name)));
  }
}
