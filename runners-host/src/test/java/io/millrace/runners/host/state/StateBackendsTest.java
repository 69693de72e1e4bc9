package io.millrace.runners.host.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.options.InvalidOptionException;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends by name; this class path has none. */
class StateBackendsTest {

  private final StateOptions options = PipelineOptionsFactory.as(StateOptions.class);

  @Test
  void stateIsOnTheHeapUnlessSomethingElseIsAskedFor(@TempDir Path directory) throws Exception {
    assertThat(StateBackends.of(options)).isEmpty();
    TaskStores stores = new StateDirectory(directory.resolve("state")).stores(options);
    assertThat(stores.open("a function")).isNull();
    stores.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aBackendThatIsNotThereIsRefusedWithTheLibraryThatHasIt() {
    options.setState("rocksdb");
    assertThatThrownBy(() -> StateBackends.of(options))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("--state=rocksdb")
        .hasMessageContaining("io.millrace:millrace-runners-rocksdb")
        .hasMessageContaining("--state=heap");
  }

  @Test
  void anUnknownBackendIsRefusedWithThoseThatAreKnown() {
    options.setState("paper");
    assertThatThrownBy(() -> StateBackends.of(options))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "--state=paper is not valid: there is heap, and rocksdb with"
                + " io.millrace:millrace-runners-rocksdb");
  }

  @Test
  void aCacheWithoutRoomIsRefused() {
    options.setStateCacheBytes(1000);
    assertThatThrownBy(() -> StateBackends.of(options))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("--stateCacheBytes=1000");
  }
}
