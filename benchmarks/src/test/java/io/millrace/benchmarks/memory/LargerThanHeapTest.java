package io.millrace.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.jvm.ChildJvm;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LargerThanHeapTest {

  @Test
  void theSizeOfTheInputIsThatOfItsEncodedPairs() throws Exception {
    EncodeBuffer bytes = new EncodeBuffer();
    KvCoder<Long, Long> coder = KvCoder.of(VarLongCoder.of(), VarLongCoder.of());
    for (long n = 0; n < 20_000; n++) {
      coder.encode(KV.of(n, ~n), bytes);
    }
    assertThat(LargerThanHeap.inputBytes(20_000)).isEqualTo(bytes.length());
  }

  @Test
  void aJvmOfItsOwnGroupsAndTheResultIsRight() {
    assertThat(new CommandLine(new LargerThanHeap()).execute("--keys=20000", "--heap=64")).isZero();
  }

  @Test
  void aHeapInWhichNoJvmBeginsIsAFailure() {
    assertThat(new CommandLine(new LargerThanHeap()).execute("--keys=20000", "--heap=1"))
        .isEqualTo(1);
  }

  @Test
  void aJvmThatTakesTooLongIsEnded() throws Exception {
    ChildJvm jvm = new ChildJvm(List.of(), List.of("group-distinct", "--keys=500000000"));
    ChildJvm.End end = jvm.run(ChildJvm.Limits.of(Duration.ofMillis(1)));
    assertThat(end.overLimit()).isTrue();
    assertThat(end.succeeded()).isFalse();
  }
}
