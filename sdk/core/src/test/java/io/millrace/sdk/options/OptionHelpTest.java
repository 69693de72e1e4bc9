package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OptionHelpTest {
  public enum Format {
    TEXT,
    CSV
  }

  @Description("How words are counted.")
  public interface CountOptions extends PipelineOptions {
    @Description("Files to read.")
    @Validation.Required
    String getInput();

    void setInput(String value);

    @Description(
        "How many lines to keep, where a line is whatever stands between two line feeds, however"
            + " long that may be in the end.")
    @Default.Integer(10)
    int getLines();

    void setLines(int value);

    @Default.Enum("CSV")
    Format getFormat();

    void setFormat(Format value);

    List<String> getStopWords();

    void setStopWords(List<String> value);

    boolean isLower();

    void setLower(boolean value);

    @Hidden
    String getSecret();

    void setSecret(String value);
  }

  @BeforeEach
  void throwInsteadOfExit() {
    PipelineOptionsFactory.onHelp(
        request -> {
          throw request;
        });
  }

  @AfterEach
  void exitAgain() {
    PipelineOptionsFactory.onHelp(HelpExit.PRINT_AND_EXIT);
  }

  private static String help(String... args) {
    return catchThrowableOfType(
            HelpRequestedException.class,
            () -> PipelineOptionsFactory.fromArgs(args).withValidation().as(CountOptions.class))
        .helpText();
  }

  @Test
  void helpOnAnInterfaceIsAlignedAndShowsDefaults() {
    assertThat(help("--help=CountOptions"))
        .startsWith(
            """
            CountOptions: How words are counted.
              --format=TEXT|CSV               Default: CSV
              --input=STRING                  Files to read. Required.
              --lines=INTEGER                 How many lines to keep, where a line is whatever stands between
                                              two line feeds, however long that may be in the end. Default: 10
              --lower[=BOOLEAN]               Default: false
              --stopWords=STRING,...

            PipelineOptions
            """)
        .contains(
            """
              --stableUniqueNames=OFF|WARNING|ERROR
                                              What to do when transforms have no stable unique names. Default:
                                              WARNING
            """)
        .doesNotContain("secret");
  }

  @Test
  void helpShowsTheProgramsOwnOptionsFirstAndThenTheRegistered() {
    String help = help("--lines=wrong, but nobody looks", "--help");

    assertThat(help).startsWith("CountOptions: ");
    assertThat(help.indexOf("CountOptions"))
        .isLessThan(help.indexOf("\nPipelineOptions\n"))
        .isLessThan(help.indexOf("\nStreamingOptions\n"));
    assertThat(help).contains("--runner=RUNNER").contains("--streaming[=BOOLEAN]");
    assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(help.lines()).noneSatisfy(line -> assertThat(line).endsWith(" "));
  }

  @Test
  void helpOnAnUnknownInterfaceSuggestsANearOne() {
    assertThatThrownBy(
            () -> PipelineOptionsFactory.fromArgs("--help=CuontOptions").as(CountOptions.class))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "--help=CuontOptions: there is no such group of options: did you mean"
                + " --help=CountOptions?");
  }

  @Test
  void helpIsAlsoPrintedOnDemand() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      PipelineOptionsFactory.printHelp(out, CountOptions.class);
      PipelineOptionsFactory.printHelp(out);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("--stopWords=STRING,...")
        .contains("--tempLocation=STRING");
  }

  @Test
  void aHandlerThatReturnsLeavesTheRequestToTheCaller() {
    StringBuilder printed = new StringBuilder();
    PipelineOptionsFactory.onHelp(request -> printed.append(request.helpText()));

    assertThatThrownBy(() -> PipelineOptionsFactory.fromArgs("--help").create())
        .isInstanceOf(HelpRequestedException.class);
    assertThat(printed.toString()).contains("--jobName=STRING");
  }
}
