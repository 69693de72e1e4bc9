package io.millrace.sdk.io.kafka;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real broker of one test, that can be restarted, or asks who is there; within this JVM. */
final class OwnBroker implements AutoCloseable {

  private final KafkaClusterTestKit kit;
  private final SecurityProtocol protocol;

  private OwnBroker(SecurityProtocol protocol) throws Exception {
    this.protocol = protocol;
    TestKitNodes.Builder nodes =
        new TestKitNodes.Builder()
            .setCombined(false)
            .setNumControllerNodes(1)
            .setNumBrokerNodes(1)
            .setBrokerListenerName(ListenerName.normalised("EXTERNAL"))
            .setBrokerSecurityProtocol(protocol);
    if (protocol != SecurityProtocol.PLAINTEXT) {
      nodes.setControllerSecurityProtocol(protocol);
    }
    kit =
        new KafkaClusterTestKit.Builder(nodes.build())
            .setConfigProp("auto.create.topics.enable", "false")
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("offsets.topic.num.partitions", "1")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .setConfigProp("transaction.state.log.num.partitions", "1")
            .setConfigProp("log.initial.task.delay.ms", "3600000")
            .build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
  }

  static OwnBroker plain() throws Exception {
    return new OwnBroker(SecurityProtocol.PLAINTEXT);
  }

  /** With TLS, by a certificate that is made here, and with users and passwords by SASL/PLAIN. */
  static OwnBroker withTlsAndPasswords() throws Exception {
    return new OwnBroker(SecurityProtocol.SASL_SSL);
  }

  String servers() {
    return kit.bootstrapServers();
  }

  /** What a client needs to trust the broker. */
  Map<String, String> trust() throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("security.protocol", protocol.name);
    kit.sslManager()
        .createClientSslConfig()
        .forEach(
            (name, value) ->
                settings.put(
                    name,
                    value instanceof Password secret
                        ? secret.value()
                        : value instanceof List<?> list
                            ? String.join(",", list.stream().map(String::valueOf).toList())
                            : String.valueOf(value)));
    return settings;
  }

  /** What a client needs to trust the broker and to be let in. */
  Map<String, String> settings() throws Exception {
    return settings(JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD);
  }

  Map<String, String> settings(String user, String password) throws Exception {
    Map<String, String> settings = trust();
    settings.put("sasl.mechanism", "PLAIN");
    settings.put(
        "sasl.jaas.config",
        String.format(
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\""
                + " password=\"%s\";",
            user, password));
    return settings;
  }

  void topic(String name, int partitions) throws Exception {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (protocol != SecurityProtocol.PLAINTEXT) {
      settings.putAll(settings());
    }
    settings.put("bootstrap.servers", servers());
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    }
  }

  void restart() throws Exception {
    kit.restartBroker(kit.brokers().keySet().iterator().next(), Map.of());
    kit.waitForReadyBrokers();
  }

  @Override
  public void close() {
    try {
      kit.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker does not stop", e);
    }
  }
}
