package io.millrace.conventions;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Optional;

/** The compiled main classes of all modules, read once for all rules. */
final class ImportedClasses {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/conventions/target/"))
          .importPackages("io.millrace");

  private ImportedClasses() {}

  static JavaClasses all() {
    return ALL;
  }

  static List<JavaClass> of(Module module) {
    return ALL.stream().filter(c -> moduleOf(c).filter(m -> m == module).isPresent()).toList();
  }

  /**
   * The module that a class was compiled in. Packages do not tell: {@code io.millrace.sdk.io}
   * belongs to two modules.
   */
  static Optional<Module> moduleOf(JavaClass type) {
    Optional<Source> source = type.getSource();
    if (source.isEmpty()) {
      return Optional.empty();
    }
    String location = source.get().getUri().toString();
    for (Module module : Module.values()) {
      if (location.contains("/" + module.path() + "/target/")) {
        return Optional.of(module);
      }
    }
    return Optional.empty();
  }
}
