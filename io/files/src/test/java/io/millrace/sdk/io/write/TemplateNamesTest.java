package io.millrace.sdk.io.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.io.ShardNameTemplate;
import org.junit.jupiter.api.Test;

class TemplateNamesTest {

  private static String name(String template, int shard, int of) {
    return new TemplateNames("/d/p", template, template, ".s")
        .name(shard, of, ShardNames.NO_PART)
        .toString();
  }

  @Test
  void runsOfLettersBecomeNumbers() {
    assertThat(name(ShardNameTemplate.INDEX_OF_MAX, 1, 12)).isEqualTo("/d/p-00001-of-00012.s");
    assertThat(name(ShardNameTemplate.DIRECTORY_CONTAINER, 1, 12)).isEqualTo("/d/p/part-00001.s");
    assertThat(name("_S_N_SSS", 10, 12)).isEqualTo("/d/p_10_12_010.s");
    assertThat(name("", 0, 1)).isEqualTo("/d/p.s");
  }

  @Test
  void largeNumbersAreNotCut() {
    assertThat(name("-SS-of-NN", 123, 4567)).isEqualTo("/d/p-123-of-4567.s");
  }
}
