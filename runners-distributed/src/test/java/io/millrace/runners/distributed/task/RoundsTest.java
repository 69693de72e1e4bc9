package io.millrace.runners.distributed.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.distributed.worker.Cut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private static final Part SPLITS = Part.splitsOf(0);
  private static final Part TASK = new Part(0, 1);

  private final List<String> kept = new ArrayList<>();

  private Rounds rounds(long restored, Part... parts) {
    return new Rounds(
        List.of(parts),
        restored,
        purpose -> {
          throw new IOException("nothing goes to disk here");
        },
        (cut, state) -> {
          kept.add(cut.checkpoint() + ":");
          try {
            SlotState.forEach(
                state.file(0),
                (part, section, keyHash, content) ->
                    kept.add(part + " " + section + " " + content.read()));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static void save(Rounds rounds, long checkpoint, Part part, int content)
      throws IOException {
    StateSink sink = rounds.sink(checkpoint, part);
    sink.shared(Section.ROOT).write(content);
    sink.end();
    rounds.saved(checkpoint, part);
  }

  @Test
  void whatASlotKeepsIsHandedOnWhenAllItsPartsWereSaved() throws IOException {
    Rounds rounds = rounds(0, SPLITS, TASK);
    rounds.begin(Cut.of(1));
    save(rounds, 1, TASK, 10);
    assertThat(kept).isEmpty();
    save(rounds, 1, SPLITS, 20);
    assertThat(kept)
        .containsExactly("1:", "task 1 of stage 0 ROOT 10", "the splits of stage 0 ROOT 20");
  }

  /** The coordinator may have given one up, but its barriers are on their way. */
  @Test
  void severalCheckpointsAreUnderWayAndNoneIsLeftOut() throws IOException {
    Rounds rounds = rounds(4, SPLITS, TASK);
    assertThat(rounds.after(4)).isZero();
    rounds.begin(Cut.of(5));
    rounds.begin(Cut.of(6));
    assertThat(rounds.after(4)).isEqualTo(5);
    save(rounds, 5, TASK, 1);
    assertThat(rounds.after(5)).isEqualTo(6);
    save(rounds, 6, TASK, 2);
    assertThat(rounds.after(6)).isZero();
    save(rounds, 6, SPLITS, 3);
    assertThat(kept).first().isEqualTo("6:");
    rounds.complete(6);
    assertThat(rounds.after(4)).as("nobody asks for 5 any more").isZero();
  }

  /** Barriers of others may have been faster than the coordinator. */
  @Test
  void aCheckpointThatIsThroughDoesNotBeginAgain() throws IOException {
    Rounds rounds = rounds(0, TASK);
    rounds.begin(Cut.of(1));
    save(rounds, 1, TASK, 1);
    rounds.begin(Cut.of(1));
    assertThat(rounds.after(0)).isZero();
    assertThat(kept.stream().filter("1:"::equals)).hasSize(1);
  }

  @Test
  void aSlotWithoutPartsHasNothingToWaitFor() {
    rounds(0).begin(Cut.of(3));
    assertThat(kept).containsExactly("3:");
  }

  @Test
  void aPartIsSavedOnceForACheckpointThatIsBeingMade() throws IOException {
    Rounds rounds = rounds(0, SPLITS, TASK);
    assertThatThrownBy(() -> rounds.sink(1, TASK)).hasMessage("Checkpoint 1 is not being made");
    rounds.begin(Cut.of(1));
    save(rounds, 1, TASK, 1);
    assertThatThrownBy(() -> rounds.saved(1, TASK))
        .hasMessage("task 1 of stage 0 was saved for checkpoint 1 before");
  }
}
