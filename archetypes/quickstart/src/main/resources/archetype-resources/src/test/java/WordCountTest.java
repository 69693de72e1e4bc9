package ${package};

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WordCountTest {

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  @Test
  void wordsAreCountedWhateverTheirCase() {
    PCollection<KV<String, Long>> counts =
        pipeline
            .apply(Create.of("The wheel turns", "the shaft: the shaft turns the stone.", ""))
            .apply(new WordCount.CountWords());

    PAssert.that(counts)
        .containsInAnyOrder(
            KV.of("the", 4L),
            KV.of("wheel", 1L),
            KV.of("turns", 2L),
            KV.of("shaft", 2L),
            KV.of("stone", 1L));
    pipeline.run();
  }
}
