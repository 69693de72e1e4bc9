package io.millrace.sdk.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pipelines that earlier versions wrote are read by this one.
 *
 * <p>A golden file of a version that was released is never written again. When the model changes,
 * the new version gets a file of its own: append its name to {@link #VERSIONS}, run this test, and
 * take what it leaves in {@code target/golden}.
 */
class GoldenPipelineTest {

  /** Versions at which the model changed, the newest last. */
  private static final List<String> VERSIONS = List.of("0.1");

  static List<String> versions() {
    return VERSIONS;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whatAVersionWroteStillMeansTheSame(String version) throws Exception {
    assertThat(ModelText.of(Pipeline.parseFrom(bytes(version + ".binpb"))))
        .isEqualTo(text(version));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void codersAndWindowsThatAVersionWroteAreThoseOfToday(String version) throws Exception {
    Components old = Pipeline.parseFrom(bytes(version + ".binpb")).getComponents();
    Components now = PipelineTranslation.toProto(GoldenPipeline.build()).getComponents();
    ModelRehydration oldObjects = new ModelRehydration(old);
    ModelRehydration newObjects = new ModelRehydration(now);
    Map<String, String> newIds = idsByName(now);

    Map<String, String> oldIds = idsByName(old);
    oldIds.keySet().retainAll(newIds.keySet()); // a composite may have got other parts since
    assertThat(oldIds).as("collections compared").hasSizeGreaterThan(10);
    oldIds.forEach(
        (name, id) -> {
          assertThat(oldObjects.coderOf(id))
              .as("coder of " + name)
              .isEqualTo(newObjects.coderOf(newIds.get(name)));
          assertThat(oldObjects.windowingOf(id))
              .as("windowing of " + name)
              .isEqualTo(newObjects.windowingOf(newIds.get(name)));
        });
    old.getCodersMap().keySet().forEach(oldObjects::coder);
  }

  @Test
  void thisVersionWritesWhatTheNewestFileHolds() throws Exception {
    String newest = VERSIONS.get(VERSIONS.size() - 1);
    Pipeline today = PipelineTranslation.toProto(GoldenPipeline.build());
    Path proposal = Files.createDirectories(Path.of("target/golden"));
    Files.write(proposal.resolve(newest + ".binpb"), today.toByteArray());
    Files.writeString(proposal.resolve(newest + ".txt"), ModelText.of(today));

    assertThat(ModelText.of(today))
        .as("the model of the golden pipeline; see this test's comment before changing a file")
        .isEqualTo(text(newest));
  }

  @Test
  void theGoldenPipelineUsesEveryPartOfTheModelThatAProgramCanWrite() {
    Pipeline today = PipelineTranslation.toProto(GoldenPipeline.build());
    TreeSet<String> urns = new TreeSet<>();
    List<String> expected = new ArrayList<>();
    ModelText.of(today)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("millrace:"))
        .forEach(urns::add);
    for (var field : Urns.class.getFields()) {
      try {
        expected.add((String) field.get(null));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    expected.remove(Urns.JAVA_IN_PROCESS); // an environment's, which is no function
    assertThat(urns).containsAll(expected);
    assertThat(urns)
        .contains(
            WindowingStrategyTranslation.FIXED_WINDOWS_URN,
            WindowingStrategyTranslation.GLOBAL_WINDOWS_URN,
            WindowingStrategyTranslation.SLIDING_WINDOWS_URN,
            WindowingStrategyTranslation.JAVA_SERIALIZED_WINDOW_FN_URN);
  }

  private static Map<String, String> idsByName(Components components) {
    Map<String, String> ids = new TreeMap<>();
    components
        .getPcollectionsMap()
        .forEach((id, collection) -> ids.put(collection.getUniqueName(), id));
    return ids;
  }

  private static String text(String version) throws IOException {
    return new String(bytes(version + ".txt"), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = GoldenPipelineTest.class.getResourceAsStream("golden/" + file)) {
      assertThat(in).as("golden file " + file).isNotNull();
      return in.readAllBytes();
    }
  }
}
