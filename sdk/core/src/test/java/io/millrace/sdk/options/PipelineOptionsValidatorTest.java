package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PipelineOptionsValidatorTest {
  public interface CopyOptions extends PipelineOptions {
    @Description("Files to read.")
    @Validation.Required
    String getInput();

    void setInput(String value);

    @Validation.Required
    String getOutput();

    void setOutput(String value);
  }

  public interface Sources extends PipelineOptions {
    @Description("A topic.")
    @Validation.Required(groups = "source")
    String getTopic();

    void setTopic(String value);

    @Description("A file.")
    @Validation.Required(groups = {"source", "format"})
    String getFile();

    void setFile(String value);

    @Validation.Required(groups = "format")
    String getSchemaName();

    void setSchemaName(String value);
  }

  public interface WithDefault extends PipelineOptions {
    @Validation.Required
    @Default.String("present")
    String getInput();

    void setInput(String value);
  }

  @Test
  void aMissingRequiredOptionIsNamedWithItsDescription() {
    assertThatThrownBy(
            () ->
                PipelineOptionsFactory.fromArgs("--output=x")
                    .withValidation()
                    .as(CopyOptions.class))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("Missing required option --input (Files to read.). Give it as --input=VALUE.");
  }

  @Test
  void allMissingOptionsAreToldAtOnce() {
    assertThatThrownBy(() -> PipelineOptionsFactory.withValidation().as(CopyOptions.class))
        .hasMessageContaining("--input (Files to read.)")
        .hasMessageContaining("required option --output.");
  }

  @Test
  void withoutValidationNothingIsRequired() {
    CopyOptions options = PipelineOptionsFactory.as(CopyOptions.class);

    assertThat(options.getInput()).isNull();
    assertThatThrownBy(() -> PipelineOptionsValidator.validate(CopyOptions.class, options))
        .isInstanceOf(InvalidOptionException.class);
    options.setInput("in");
    options.setOutput("out");
    assertThat(PipelineOptionsValidator.validate(CopyOptions.class, options)).isEqualTo(options);
  }

  @Test
  void aDefaultSatisfies() {
    assertThat(PipelineOptionsFactory.withValidation().as(WithDefault.class).getInput())
        .isEqualTo("present");
  }

  @Test
  void oneOptionOfEachGroupIsEnough() {
    assertThatThrownBy(
            () -> PipelineOptionsFactory.fromArgs("--topic=t").withValidation().as(Sources.class))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "Missing one of the options of group 'format': --file (A file.); --schemaName. At least"
                + " one is required.");
    assertThat(
            PipelineOptionsFactory.fromArgs("--file=f")
                .withValidation()
                .as(Sources.class)
                .getTopic())
        .isNull();
  }
}
