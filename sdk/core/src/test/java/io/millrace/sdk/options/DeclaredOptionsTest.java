package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeclaredOptionsTest {

  /** Options of a file system. */
  public interface Store extends PipelineOptions {
    @Default.Integer(3)
    int getStoreRetries();

    void setStoreRetries(int retries);

    String getStorePlace();

    void setStorePlace(String place);
  }

  private static final DeclaredOptions OPTIONS = DeclaredOptions.of(List.of(Store.class));

  private static PipelineOptions options(String... arguments) {
    PipelineOptionsFactory.register(Store.class);
    return PipelineOptionsFactory.fromArgs(arguments).create();
  }

  /** As options come from elsewhere. */
  private static PipelineOptions sent(String... arguments) {
    return PipelineOptionsJson.fromJson(PipelineOptionsJson.toJson(options(arguments)));
  }

  @Test
  void theNamesAreThoseThatAnInterfaceDeclaresItself() {
    assertThat(OPTIONS.names()).containsExactly("storePlace", "storeRetries");
  }

  @Test
  void whatIsSetToAnotherValueIsToldByItsName() {
    assertThat(OPTIONS.setOtherwise(sent("--storePlace=here"), options("--storePlace=there")))
        .containsExactly("storePlace");
    assertThat(OPTIONS.setOtherwise(sent("--storePlace=here"), options()))
        .containsExactly("storePlace");
  }

  @Test
  void whatIsSetToADefaultIsSetToo() {
    assertThat(OPTIONS.setOtherwise(sent("--storeRetries=3"), options("--storeRetries=5")))
        .containsExactly("storeRetries");
    assertThat(OPTIONS.setOtherwise(sent("--storeRetries=3"), options())).isEmpty();
  }

  @Test
  void whatIsNotSetIsAsTheOthersHaveIt() {
    assertThat(OPTIONS.setOtherwise(sent(), options("--storePlace=there"))).isEmpty();
    assertThat(OPTIONS.setOtherwise(sent("--storePlace=x"), options("--storePlace=x"))).isEmpty();
  }
}
