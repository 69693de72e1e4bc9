package io.millrace.conventions;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleArrowsTest {

  @ParameterizedTest
  @EnumSource
  void aModuleKnowsOnlyModulesBelowIt(Module module) {
    List<JavaClass> classes = ImportedClasses.of(module);
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        Optional<Module> target = ImportedClasses.moduleOf(dependency.getTargetClass());
        if (target.isPresent() && !module.mayKnow(target.get())) {
          wrong.add(target.get() + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(wrong).as("dependencies of " + module + " that point up or sideways").isEmpty();
    assertThat(classes)
        .as("classes of " + module + " that the scan found")
        .hasSizeGreaterThanOrEqualTo(module.classesAtLeast());
  }

  /** The SDK's packages are Beam's, and those know each other in circles. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.millrace.runners.core.(*)..",
        "io.millrace.runners.direct.(*)..",
        "io.millrace.runners.distributed.(*)..",
        "io.millrace.simulation.(*)..",
        "io.millrace.sdk.io.(*)..",
        "io.millrace.sdk.testing.(*).."
      })
  void packagesOfAModuleFormNoCycles(String packages) {
    slices()
        .matching(packages)
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(ImportedClasses.all());
  }

  @Test
  void everyClassBelongsToAModuleThatIsListed() {
    List<String> strangers =
        ImportedClasses.all().stream()
            .filter(type -> ImportedClasses.moduleOf(type).isEmpty())
            .map(JavaClass::getName)
            .toList();
    assertThat(strangers).as("classes of modules that Module does not list").isEmpty();
  }
}
