package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets are planted in the settings of clients. Everything that programs then print, with every
 * logger at its most talkative, is searched for them.
 */
@Timeout(180)
class SecretsTest {

  private static final String PASSWORD = "pl4nted-passw0rd";
  private static final String KEY_PASSWORD = "pl4nted-key";
  private static final String OF_A_PLUG_IN = "pl4nted-token";

  @TempDir Path directory;

  /** A program with secrets; arguments: the brokers, and the certificate that they are known by. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws IOException {
      Map<String, String> settings = new HashMap<>();
      for (int i = 1; i < args.length; i += 2) {
        settings.put(args[i], args[i + 1]);
      }
      settings.put("sasl.mechanism", "PLAIN");
      settings.put(
          "sasl.jaas.config",
          "org.apache.kafka.common.security.plain.PlainLoginModule required"
              + " username=\"plain-admin\" password=\""
              + PASSWORD
              + "\";");
      settings.put("ssl.key.password", KEY_PASSWORD);
      settings.put("schema.registry.basic.auth.user.info", OF_A_PLUG_IN);
      settings.put("default.api.timeout.ms", "5000");
      settings.put("request.timeout.ms", "2000");
      Map<String, String> ofConsumer = new HashMap<>(settings);
      ofConsumer.put("group.id", "secrets");
      Map<String, String> ofProducer = new HashMap<>(settings);
      ofProducer.remove("default.api.timeout.ms");
      ofProducer.put("max.block.ms", "5000");
      ofProducer.put("delivery.timeout.ms", "5000");
      KafkaIO.Read<String, String> read =
          KafkaIO.<String, String>read()
              .withBootstrapServers(args[0])
              .withTopic("t")
              .withKeyDeserializerAndCoder(StringDeserializer.class, StringUtf8Coder.of())
              .withValueDeserializerAndCoder(StringDeserializer.class, StringUtf8Coder.of())
              .withConsumerConfigUpdates(ofConsumer);
      KafkaIO.Write<String, String> write =
          KafkaIO.<String, String>write()
              .withBootstrapServers(args[0])
              .withTopic("t")
              .withKeySerializer(StringSerializer.class)
              .withValueSerializer(StringSerializer.class)
              .withProducerConfigUpdates(ofProducer);
      // settings that cannot be: clients say what they were given
      KafkaIO.Read<String, String> wrong =
          read.withConsumerConfigUpdates(
              Map.of(
                  "sasl.jaas.config",
                  "no.such.Module perhaps password=\"" + PASSWORD + "\";",
                  "ssl.keystore.key",
                  PASSWORD));
      for (var transform : List.of(read, read.withBadRecords(), read.withoutMetadata(), wrong)) {
        System.out.println(transform + " " + DisplayData.from(transform).items());
      }
      System.out.println(write + " " + DisplayData.from(write).items());
      for (String argument : List.of("--explain", "--mode=available-now")) {
        run(argument, p -> p.apply(read));
        run(argument, p -> p.apply(wrong));
        run(argument, p -> p.apply(Create.of(KV.of("a", "b"))).apply(write));
        run(argument, p -> p.apply(Create.of(KV.of("a", "b"))).apply(write.withEOS("secrets")));
      }
      System.out.println("at the end");
      Runtime.getRuntime().halt(0);
    }

    private static void run(String argument, Consumer<Pipeline> program) {
      try {
        Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(argument).create());
        program.accept(pipeline);
        System.out.println(pipeline.run());
      } catch (RuntimeException e) {
        e.printStackTrace(System.out);
      }
    }
  }

  @Test
  void nothingThatIsPrintedHasASecret() throws Exception {
    try (OwnBroker broker = OwnBroker.withTlsAndPasswords()) {
      broker.topic("t", 1);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-Xmx256m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace"));
      for (String logger : List.of("io.millrace", "state.change.logger")) {
        command.add("-Dorg.slf4j.simpleLogger.log." + logger + "=trace");
      }
      command.add("-cp");
      command.add(
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
      command.add(Program.class.getName());
      command.add(broker.servers());
      broker
          .trust()
          .forEach(
              (name, value) -> {
                command.add(name);
                command.add(value);
              });
      Path said = directory.resolve("said");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try {
        assertThat(process.waitFor(150, TimeUnit.SECONDS)).as("it ends").isTrue();
      } finally {
        process.destroyForcibly();
      }
      String all = Files.readString(said, StandardCharsets.UTF_8);
      assertThat(all)
          .as("what was to be printed")
          .contains("at the end")
          .contains("ssl.key.password")
          .contains("ProducerConfig values")
          .contains("Authentication failed")
          .contains("cannot read topics t of " + broker.servers())
          .contains("cannot write to Kafka at " + broker.servers());
      for (String secret : List.of(PASSWORD, KEY_PASSWORD, OF_A_PLUG_IN)) {
        assertThat(all.lines().filter(line -> line.contains(secret))).as(secret).isEmpty();
      }
    }
  }

  @Test
  void secretsAreTakenOutOfWhatClientsSay() {
    ClientSettings settings =
        ClientSettings.none()
            .with(
                "test",
                Map.of(
                    "sasl.jaas.config",
                    "x.Module required password=\"" + PASSWORD + "\";",
                    "registry.token",
                    OF_A_PLUG_IN,
                    ProducerConfig.ACKS_CONFIG,
                    "all"),
                Map.of());
    IOException hidden =
        settings.failed(
            "cannot write", new ConfigException("registry.token", OF_A_PLUG_IN, PASSWORD));
    assertThat(hidden)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("[hidden]")
        .hasNoCause();
    assertThat(hidden.toString()).doesNotContain(PASSWORD).doesNotContain(OF_A_PLUG_IN);
    assertThat(settings.failed("cannot write", new ConfigException("acks", "all")))
        .hasMessageContaining("Invalid value all")
        .hasCauseInstanceOf(ConfigException.class);
  }
}
