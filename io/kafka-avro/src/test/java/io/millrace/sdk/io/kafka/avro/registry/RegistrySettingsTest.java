package io.millrace.sdk.io.kafka.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.util.SerializableUtils;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.junit.jupiter.api.Test;

class RegistrySettingsTest {

  private static final RegistrySettings SETTINGS = RegistrySettings.of("https://r:8081");

  @Test
  void addressesAreThoseOfHttp() {
    assertThat(RegistrySettings.of("http://a:1, https://b/base/").addresses())
        .hasToString("[http://a:1/, https://b/base/]");
    for (String wrong : new String[] {"", "a:1", "ftp://a", "http://", "http://a?x", "http://a,"}) {
      assertThatThrownBy(() -> RegistrySettings.of(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no address of a schema registry");
    }
  }

  @Test
  void aPasswordInAnAddressIsRefusedAndNotShown() {
    assertThatThrownBy(() -> RegistrySettings.of("https://u:pl4nted@a"))
        .hasMessageContaining("set basic.auth.user.info instead")
        .hasMessageNotContaining("pl4nted");
  }

  @Test
  void whatTheClientDoesNotKnowIsRefused() {
    refused(Map.of("basic.auth.userinfo", "x"), "has no setting basic.auth.userinfo");
    refused(Map.of("ssl.cipher.suites", "x"), "has no setting ssl.cipher.suites");
    refused(Map.of("http.read.timeout.ms", "soon"), "http.read.timeout.ms");
    refused(Map.of("http.read.timeout.ms", 0), "at least 1");
    refused(Map.of("basic.auth.credentials.source", "URL"), "USER_INFO");
    refused(Map.of("basic.auth.user.info", "a:b", "bearer.auth.token", "c"), "cannot both be set");
    Map<String, String> withNull = new HashMap<>();
    withNull.put("bearer.auth.token", null);
    refused(withNull, "leave it out");
  }

  private static void refused(Map<String, ?> properties, String why) {
    assertThatThrownBy(() -> SETTINGS.with(properties))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void providersOfSettingsAreAskedWhereTheClientRuns() {
    RegistrySettings settings =
        SerializableUtils.clone(
            SETTINGS.with(
                Map.of(
                    "basic.auth.user.info",
                    "u:${env:PATH}",
                    "config.providers",
                    "env",
                    "config.providers.env.class",
                    EnvVarConfigProvider.class.getName())));
    assertThat(settings.resolve().userInfo()).isEqualTo("u:" + System.getenv("PATH"));
  }

  @Test
  void valuesAreNeverShown() {
    RegistrySettings settings =
        SETTINGS.with(Map.of("schema.registry.bearer.auth.token", "pl4nted"));
    assertThat(settings).hasToString("schema registry at [https://r:8081/] [bearer.auth.token]");
    assertThat(settings.resolve().values().toString()).doesNotContain("pl4nted");
    assertThat(settings.resolve().token()).isEqualTo("pl4nted");
  }
}
