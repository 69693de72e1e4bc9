package io.millrace.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ForbiddenCallsTest {

  /** What only a shell may call: owner and method, {@code *} for all methods. */
  private static final List<String> FORBIDDEN =
      List.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.LocalTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.system*",
          "java.lang.Thread.sleep",
          "java.lang.Thread.<init>",
          "java.lang.Thread.start",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.util.concurrent.Executors.*",
          "java.util.concurrent.ThreadPoolExecutor.<init>",
          "java.util.concurrent.ForkJoinPool.*",
          "java.util.concurrent.ScheduledThreadPoolExecutor.<init>",
          "java.util.concurrent.CompletableFuture.*Async",
          "java.util.Timer.<init>",
          "java.util.Collection.parallelStream",
          "java.security.SecureRandom.<init>",
          // below a shell nothing waits: "full" and "empty" are answers
          "java.lang.Object.wait",
          "java.lang.Thread.join",
          "java.util.concurrent.locks.LockSupport.park*",
          "java.util.concurrent.locks.Condition.await*",
          "java.util.concurrent.CountDownLatch.await",
          "java.util.concurrent.CyclicBarrier.await",
          "java.util.concurrent.Semaphore.acquire*",
          "java.util.concurrent.Future.get",
          "java.util.concurrent.CompletableFuture.get",
          "java.util.concurrent.CompletableFuture.join",
          "java.util.concurrent.BlockingQueue.put",
          "java.util.concurrent.BlockingQueue.take",
          "java.util.concurrent.ArrayBlockingQueue.put",
          "java.util.concurrent.ArrayBlockingQueue.take",
          "java.util.concurrent.LinkedBlockingQueue.put",
          "java.util.concurrent.LinkedBlockingQueue.take");

  @Test
  void onlyShellsReadTheClockWaitStartThreadsOrDrawRandomNumbers() {
    assertThat(violations(type -> !Shell.isIn(type.getPackageName())))
        .as("calls outside the shells; hand in what is needed, or see Shell")
        .isEmpty();
  }

  /**
   * Were a shell to call none of this, its line in {@link Shell} would only hide mistakes to come.
   */
  @Test
  void theRuleSeesTheCallsOfTheShells() {
    assertThat(violations(type -> Shell.isIn(type.getPackageName()))).isNotEmpty();
  }

  private static List<String> violations(Predicate<JavaClass> where) {
    TreeMap<String, String> found = new TreeMap<>();
    int seen = 0;
    for (JavaClass type : ImportedClasses.all()) {
      if (where.test(type)) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          seen++;
          if (isForbidden(access.getTarget(), access)) {
            found.put(access.getDescription(), "");
          }
        }
      }
    }
    assertThat(seen).as("calls looked at").isGreaterThan(100);
    return List.copyOf(found.navigableKeySet());
  }

  private static boolean isForbidden(AccessTarget target, JavaAccess<?> access) {
    String owner = target.getOwner().getName();
    // without a seed it takes one from the clock
    if (owner.equals("java.util.Random") || owner.equals("java.util.SplittableRandom")) {
      return target.getName().equals("<init>")
          && access.getDescription().contains(owner + ".<init>()");
    }
    if (owner.equals("java.util.Collections") && target.getName().equals("shuffle")) {
      return access.getDescription().contains("shuffle(java.util.List)");
    }
    String called = owner + "." + target.getName();
    return FORBIDDEN.stream().anyMatch(pattern -> matches(pattern, called));
  }

  private static boolean matches(String pattern, String called) {
    int star = pattern.indexOf('*');
    return star < 0
        ? called.equals(pattern)
        : called.startsWith(pattern.substring(0, star))
            && called.endsWith(pattern.substring(star + 1));
  }

  @Test
  void patternsMatchWhatTheySay() {
    Map<String, Boolean> cases =
        Map.of(
            "java.util.concurrent.Executors.newCachedThreadPool", true,
            "java.util.concurrent.CompletableFuture.supplyAsync", true,
            "java.util.concurrent.CompletableFuture.complete", false,
            "java.lang.System.nanoTime", true,
            "java.lang.System.getProperty", false);
    cases.forEach(
        (called, expected) ->
            assertThat(FORBIDDEN.stream().anyMatch(pattern -> matches(pattern, called)))
                .as(called)
                .isEqualTo(expected));
  }

  @Test
  void everyShellHasAReason() {
    for (Shell shell : Shell.values()) {
      assertThat(shell.reason()).isNotBlank();
    }
  }
}
