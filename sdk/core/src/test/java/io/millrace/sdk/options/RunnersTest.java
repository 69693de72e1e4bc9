package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.runners.PipelineRunnerRegistrar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnersTest {
  public abstract static class DirectRunner extends PipelineRunner<PipelineResult> {
    public static DirectRunner fromOptions(PipelineOptions options) {
      throw new IllegalStateException("made for " + options.getJobName());
    }
  }

  public abstract static class RemoteRunner extends PipelineRunner<PipelineResult> {}

  public static class Direct implements PipelineRunnerRegistrar {
    @Override
    public Iterable<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(DirectRunner.class);
    }
  }

  public static class Remote implements PipelineRunnerRegistrar {
    @Override
    public Iterable<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(RemoteRunner.class);
    }
  }

  @TempDir Path directory;
  private ClassLoader before;

  @BeforeEach
  void rememberClassLoader() {
    before = Thread.currentThread().getContextClassLoader();
  }

  @AfterEach
  void restoreClassLoader() {
    Thread.currentThread().setContextClassLoader(before);
  }

  /** Puts a class path in place that names these registrars. */
  private void classPathWith(Class<?>... registrars) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(
        services.resolve(PipelineRunnerRegistrar.class.getName()),
        java.util.Arrays.stream(registrars).map(Class::getName).toList());
    Thread.currentThread()
        .setContextClassLoader(
            new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader()) {
              @Override
              public Enumeration<URL> getResources(String name) throws IOException {
                // what else is on the class path of the tests shall not matter
                return findResources(name);
              }
            });
  }

  private static Class<?> runner(String name) {
    return PipelineOptionsFactory.fromArgs("--runner=" + name).create().getRunner();
  }

  @Test
  void aRunnerIsFoundByShortNameInAnyCaseOrByFullName() throws IOException {
    classPathWith(Direct.class, Remote.class);

    assertThat(runner("direct")).isEqualTo(DirectRunner.class);
    assertThat(runner("DIRECTRUNNER")).isEqualTo(DirectRunner.class);
    assertThat(runner("RemoteRunner")).isEqualTo(RemoteRunner.class);
    assertThat(runner(RemoteRunner.class.getName())).isEqualTo(RemoteRunner.class);
  }

  @Test
  void theOnlyRunnerIsTheDefault() throws IOException {
    classPathWith(Remote.class);

    assertThat(PipelineOptionsFactory.create().getRunner()).isEqualTo(RemoteRunner.class);
  }

  @Test
  void ofSeveralRunnersTheDirectRunnerIsTheDefault() throws IOException {
    classPathWith(Remote.class, Direct.class);

    assertThat(PipelineOptionsFactory.create().getRunner()).isEqualTo(DirectRunner.class);
  }

  @Test
  void withoutRunnersTheErrorSaysWhatToAdd() throws IOException {
    classPathWith();

    assertThatThrownBy(() -> PipelineOptionsFactory.create().getRunner())
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("There is no runner on the class path")
        .hasMessageContaining("millrace-runners-direct");
  }

  @Test
  void anUnknownRunnerIsToldWithThoseThatThereAre() throws IOException {
    classPathWith(Direct.class, Remote.class);

    assertThatThrownBy(() -> runner("flink"))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("--runner=flink is not valid: no such runner on the class path.")
        .hasMessageContaining("DirectRunner, RemoteRunner");
    assertThatThrownBy(() -> runner("java.lang.String"))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("--runner=java.lang.String is not valid: that class is not a PipelineRunner");
  }

  @Test
  void theRunnerTravelsByItsFullName() throws IOException {
    classPathWith(Direct.class, Remote.class);
    String json =
        PipelineOptionsJson.toJson(PipelineOptionsFactory.fromArgs("--runner=remote").create());

    assertThat(json).contains("\"runner\":\"" + RemoteRunner.class.getName() + "\"");
    assertThat(PipelineOptionsJson.fromJson(json).getRunner()).isEqualTo(RemoteRunner.class);
  }

  @Test
  void aRunnerIsMadeFromTheOptionsThatNameIt() throws IOException {
    classPathWith(Direct.class, Remote.class);

    assertThatThrownBy(
            () ->
                PipelineRunner.fromOptions(
                    PipelineOptionsFactory.fromArgs("--runner=direct", "--jobName=j").create()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("made for j");
    assertThatThrownBy(
            () ->
                PipelineRunner.fromOptions(
                    PipelineOptionsFactory.fromArgs("--runner=remote").create()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("has no method 'public static RemoteRunner fromOptions");
  }
}
