package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Functions, coders and windows travel in a model as serialised Java objects. A pipeline that an
 * earlier version wrote can be read only if their classes, and those that they extend, name their
 * serial version themselves: the one that the compiler would choose changes with every method.
 */
class SerialVersionsTest {

  private static final String TRANSFORM = "io.millrace.sdk.transforms.PTransform";

  /** Pipelines of tests are not kept. */
  private static final String CONTRACT = "io.millrace.sdk.testing.contract";

  /** What users extend, too. */
  @Test
  void everySerialisableClassOfTheSdkNamesItsSerialVersion() {
    List<JavaClass> serialisable =
        ImportedClasses.all().stream()
            .filter(type -> type.getPackageName().startsWith("io.millrace.sdk"))
            .filter(type -> !type.getPackageName().startsWith(CONTRACT))
            .filter(type -> type.isAssignableTo(Serializable.class))
            .filter(type -> !type.isInterface() && !type.isEnum() && !type.isRecord())
            .filter(type -> !type.isAnonymousClass() && !isOfEnum(type))
            .filter(type -> !type.isAssignableTo(Throwable.class))
            // these are expanded where the pipeline is built, and never travel
            .filter(type -> !type.isAssignableTo(TRANSFORM))
            .filter(type -> !type.getSimpleName().startsWith("AutoValue_"))
            .toList();
    assertThat(serialisable)
        .filteredOn(
            type ->
                type.getFields().stream()
                    .noneMatch(
                        field ->
                            field.getName().equals("serialVersionUID")
                                && field.getModifiers().contains(JavaModifier.STATIC)))
        .extracting(JavaClass::getName)
        .as("serialisable classes without a serialVersionUID")
        .isEmpty();
    assertThat(serialisable).as("classes looked at").hasSizeGreaterThan(50);
  }

  /** A constant of an enum that has a body. */
  private static boolean isOfEnum(JavaClass type) {
    return type.getRawSuperclass().filter(JavaClass::isEnum).isPresent();
  }

  /**
   * A lambda is serialised under a name that the compiler counts out: inserting another one above
   * makes it a different function. Lambdas of users cannot be avoided, ours can. Assertions are no
   * matter: pipelines of tests are not kept.
   */
  @Test
  void theSdkSendsNoLambdas() {
    List<String> senders =
        ImportedClasses.all().stream()
            .filter(type -> type.getPackageName().startsWith("io.millrace.sdk"))
            .filter(type -> !type.getPackageName().startsWith("io.millrace.sdk.testing"))
            .filter(
                type ->
                    type.getMethods().stream()
                        .anyMatch(method -> method.getName().equals("$deserializeLambda$")))
            .map(JavaClass::getName)
            .toList();
    assertThat(senders).as("classes with serialisable lambdas; use a nested class").isEmpty();
  }
}
