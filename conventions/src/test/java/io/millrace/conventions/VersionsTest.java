package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Versions that have to be written down in two places are the same in both. */
class VersionsTest {

  private static final Pattern PLUGIN =
      Pattern.compile(
          "<artifactId>([\\w-]+-maven-plugin|maven-[\\w-]+-plugin)</artifactId>\\s*"
              + "<version>([^<]+)</version>");
  private static final Pattern PROPERTY = Pattern.compile("<(junit|slf4j)\\.version>([^<]+)</");
  private static final Pattern OWN_ARTIFACT =
      Pattern.compile("<artifactId>(millrace-[\\w-]+)</artifactId>");

  private static final List<Module> PROGRAMS =
      List.of(
          Module.EXAMPLES,
          Module.EXAMPLES_CONNECTORS,
          Module.CLI,
          Module.BENCHMARKS,
          Module.SIMULATION);

  private static final String TEMPLATE =
      "archetypes/quickstart/src/main/resources/archetype-resources/pom.xml";

  @Test
  void aGeneratedProjectUsesTheVersionsOfThisBuild() {
    TreeMap<String, String> ours = versions("pom.xml");
    ours.putAll(versions("archetypes/quickstart/pom.xml"));
    TreeMap<String, String> generated = versions(TEMPLATE);
    assertThat(generated).as("versions looked at").hasSizeGreaterThan(8);
    generated.forEach(
        (name, version) -> {
          if (ours.containsKey(name)) {
            assertThat(version).as(name + " in " + TEMPLATE).isEqualTo(ours.get(name));
          }
        });
    assertThat(ours.keySet()).as("versions compared").containsAnyElementsOf(generated.keySet());
  }

  /** Who imports the BOM may use any module but those that are programs. */
  @Test
  void theBomListsEveryModuleThatIsALibrary() {
    TreeSet<String> libraries = new TreeSet<>();
    for (Module module : Module.values()) {
      if (!PROGRAMS.contains(module)) {
        libraries.add("millrace-" + module.path().replace('/', '-'));
      }
    }
    assertThat(ownArtifacts("bom/pom.xml")).isEqualTo(libraries);
  }

  private static TreeMap<String, String> versions(String pom) {
    String text = Repository.texts().get(pom);
    TreeMap<String, String> versions = new TreeMap<>();
    for (Pattern pattern : new Pattern[] {PLUGIN, PROPERTY}) {
      Matcher found = pattern.matcher(text);
      while (found.find()) {
        versions.put(found.group(1), found.group(2));
      }
    }
    Matcher extra = Pattern.compile(":([\\w-]+-plugin):([\\d.]+):maven-plugin").matcher(text);
    while (extra.find()) {
      versions.put(extra.group(1), extra.group(2));
    }
    return versions;
  }

  private static TreeSet<String> ownArtifacts(String pom) {
    TreeSet<String> artifacts = new TreeSet<>();
    Matcher found = OWN_ARTIFACT.matcher(Repository.texts().get(pom));
    Stream.generate(() -> found.find() ? found.group(1) : "")
        .takeWhile(name -> !name.isEmpty())
        .filter(name -> !name.equals("millrace-bom"))
        .forEach(artifacts::add);
    return artifacts;
  }
}
