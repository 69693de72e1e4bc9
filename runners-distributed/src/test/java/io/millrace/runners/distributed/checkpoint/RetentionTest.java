package io.millrace.runners.distributed.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.CheckpointComplete;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static CheckpointStore.Restorable checkpoint(long number, long attempt, String... files) {
    List<StateFile> state = new ArrayList<>();
    Arrays.stream(files).forEach(file -> state.add(StateFile.of(file, ByteString.EMPTY)));
    return new CheckpointStore.Restorable(
        CheckpointComplete.newBuilder()
            .setCheckpoint(number)
            .setManifest(Manifest.path(number, attempt))
            .build(),
        new Manifest("job", number, attempt, List.of(state)));
  }

  @Test
  void whatANewerCheckpointSharesOutlivesTheOneThatMadeIt() {
    Retention retention = new Retention(3);
    assertThat(retention.completed(checkpoint(1, 1, "state/1/1/0-base", "state/1/1/0-a")))
        .isEmpty();
    assertThat(retention.completed(checkpoint(2, 1, "state/1/1/0-base", "state/1/2/0-b")))
        .isEmpty();
    assertThat(retention.completed(checkpoint(3, 1, "state/1/3/0-base"))).isEmpty();
    assertThat(retention.completed(checkpoint(4, 1, "state/1/3/0-base")))
        .containsExactly("checkpoints/1-1.manifest", "state/1/1/0-a");
    assertThat(retention.completed(checkpoint(5, 1, "state/1/5/0-base")))
        .containsExactly("checkpoints/2-1.manifest", "state/1/1/0-base", "state/1/2/0-b");
  }

  @Test
  void leftoversAreWhatNoCheckpointHasAndNoneCanHaveAnyMore() {
    Retention retention = new Retention(3);
    retention.restore(checkpoint(7, 4, "state/4/7/0-x", "state/2/3/0-shared"));
    assertThat(
            retention.leftovers(
                List.of(
                    "checkpoints/6-3.manifest",
                    "checkpoints/7-4.manifest",
                    "checkpoints/8-5.manifest",
                    "state/2/3/0-shared",
                    "state/2/3/0-old",
                    "state/4/7/0-x",
                    "state/5/7/0-given-up",
                    "state/5/8/0-under-way",
                    "state/6/1/0-of-who-took-over",
                    "state/what/is/this",
                    "log/000000000001.rec"),
                5))
        .containsExactly("checkpoints/6-3.manifest", "state/2/3/0-old", "state/5/7/0-given-up");
  }

  /** A slot that has not heard for long may name what is deleted. */
  @Test
  void aNewCheckpointNamesItsOwnFilesAndThoseOfKeptOnes() {
    Retention retention = new Retention(3);
    retention.restore(checkpoint(7, 4, "state/4/7/0-x", "state/2/3/0-shared"));
    assertThat(retention.covers(checkpoint(8, 4, "state/4/8/0-y", "state/2/3/0-shared").manifest()))
        .isTrue();
    assertThat(retention.covers(checkpoint(8, 4, "state/4/8/0-y", "state/4/6/0-z").manifest()))
        .isFalse();
    assertThat(retention.covers(checkpoint(8, 4, "anything").manifest())).isFalse();
  }

  @Test
  void aCheckpointThatCannotBeRestoredDoesNotCount() {
    Retention retention = new Retention(3);
    for (long number = 1; number <= 3; number++) {
      retention.completed(checkpoint(number, 1, "state/1/" + number + "/0-x"));
    }
    retention.forget(3);
    assertThat(retention.completed(checkpoint(4, 1, "state/1/4/0-x"))).isEmpty();
    assertThat(retention.newest().orElseThrow().record().getCheckpoint()).isEqualTo(4);
  }

  @Test
  void fewerThanThreeAreTooFew() {
    assertThatThrownBy(() -> new Retention(2))
        .hasMessage("retained=2, but at least 3 checkpoints must be kept");
  }
}
