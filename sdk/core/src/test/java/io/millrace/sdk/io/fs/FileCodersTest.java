package io.millrace.sdk.io.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FileCodersTest {

  private static <T> T roundTrip(Coder<T> coder, T value) throws IOException {
    EncodeBuffer buffer = new EncodeBuffer();
    coder.encode(value, buffer);
    DecodeBuffer in = new DecodeBuffer(buffer.array(), 0, buffer.length());
    T decoded = coder.decode(in);
    assertThat(in.remaining()).isZero();
    return decoded;
  }

  @Test
  void namesOfFilesAndDirectoriesSurviveTheirCoder() throws IOException {
    for (ResourceId id :
        new ResourceId[] {
          FileSystems.matchNewResource("/a b/c", false), FileSystems.matchNewResource("/a", true)
        }) {
      assertThat(roundTrip(ResourceIdCoder.of(), id)).isEqualTo(id);
    }
  }

  @Test
  void metadataSurviveTheirCoder() throws IOException {
    Metadata.Builder builder =
        Metadata.builder()
            .setResourceId(FileSystems.matchNewResource("/a/b", false))
            .setSizeBytes(Long.MAX_VALUE)
            .setIsReadSeekEfficient(true)
            .setLastModifiedMillis(1234);
    assertThat(roundTrip(MetadataCoder.of(), builder.build())).isEqualTo(builder.build());
    Metadata withChecksum = builder.setChecksum("crc:1").build();
    assertThat(roundTrip(MetadataCoder.of(), withChecksum)).isEqualTo(withChecksum);
  }

  @Test
  void metadataWithoutSizeCannotBeBuilt() {
    assertThatThrownBy(() -> Metadata.builder().build()).hasMessageContaining("sizeBytes");
  }
}
