package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.options.PipelineOptions.CheckEnabled;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelineOptionsTest {
  public interface Defaults extends PipelineOptions {
    @Default.String("words")
    String getName();

    void setName(String value);

    @Default.Integer(8)
    Integer getSize();

    void setSize(Integer value);

    @Default.Long(1L << 40)
    long getLimit();

    void setLimit(long value);

    @Default.Boolean(true)
    boolean isOn();

    void setOn(boolean value);

    @Default.Character('c')
    char getLetter();

    void setLetter(char value);

    @Default.Byte(1)
    byte getTiny();

    void setTiny(byte value);

    @Default.Short(2)
    short getLittle();

    void setLittle(short value);

    @Default.Float(0.5f)
    float getSlope();

    void setSlope(float value);

    @Default.Double(0.25)
    double getRatio();

    void setRatio(double value);

    @Default.Class(String.class)
    Class<?> getType();

    void setType(Class<?> value);

    @Default.Enum("ERROR")
    CheckEnabled getCheck();

    void setCheck(CheckEnabled value);

    @Default.String("later")
    ValueProvider<String> getProvided();

    void setProvided(ValueProvider<String> value);

    @Default.InstanceFactory(NameAndSize.class)
    String getLabel();

    void setLabel(String value);
  }

  static class NameAndSize implements DefaultValueFactory<String> {
    static final AtomicInteger CALLS = new AtomicInteger();

    @Override
    public String create(PipelineOptions options) {
      CALLS.incrementAndGet();
      Defaults defaults = options.as(Defaults.class);
      return defaults.getName() + "/" + defaults.getSize();
    }
  }

  public interface Circular extends PipelineOptions {
    @Default.InstanceFactory(AskItself.class)
    String getEgg();

    void setEgg(String value);
  }

  static class AskItself implements DefaultValueFactory<String> {
    @Override
    public String create(PipelineOptions options) {
      return options.as(Circular.class).getEgg();
    }
  }

  interface NotPublic extends PipelineOptions {
    String getURL();

    void setURL(String value);

    default String greeting() {
      return "hello " + getURL();
    }

    static String constant() {
      return "static";
    }
  }

  @Test
  void defaultsHoldUntilAnOptionIsSet() {
    Defaults options = PipelineOptionsFactory.as(Defaults.class);

    assertThat(options.getName()).isEqualTo("words");
    assertThat(options.getSize()).isEqualTo(8);
    assertThat(options.getLimit()).isEqualTo(1L << 40);
    assertThat(options.isOn()).isTrue();
    assertThat(options.getLetter()).isEqualTo('c');
    assertThat(options.getTiny()).isEqualTo((byte) 1);
    assertThat(options.getLittle()).isEqualTo((short) 2);
    assertThat(options.getSlope()).isEqualTo(0.5f);
    assertThat(options.getRatio()).isEqualTo(0.25);
    assertThat(options.getType()).isEqualTo(String.class);
    assertThat(options.getCheck()).isEqualTo(CheckEnabled.ERROR);
    assertThat(options.getProvided().get()).isEqualTo("later");

    options.setName("lines");
    options.setSize(null);
    assertThat(options.getName()).isEqualTo("lines");
    assertThat(options.getSize()).isNull();
  }

  @Test
  void aComputedDefaultSeesOtherOptionsAndIsComputedOnce() {
    Defaults options = PipelineOptionsFactory.fromArgs("--name=lines").as(Defaults.class);
    int before = NameAndSize.CALLS.get();

    assertThat(options.getLabel()).isEqualTo("lines/8");
    options.setName("later");
    assertThat(options.getLabel()).isEqualTo("lines/8");
    assertThat(NameAndSize.CALLS.get() - before).isEqualTo(1);
  }

  @Test
  void aDefaultThatNeedsItselfIsTold() {
    assertThatThrownBy(() -> PipelineOptionsFactory.as(Circular.class).getEgg())
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("needs the value of --egg itself");
  }

  @Test
  void allViewsShareTheSameValues() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.as(Defaults.class).setName("shared");

    assertThat(options.as(StreamingOptions.class).as(Defaults.class).getName()).isEqualTo("shared");
    assertThat(options.as(Defaults.class)).isEqualTo(options).hasSameHashCodeAs(options);
    assertThat(options).isNotEqualTo(PipelineOptionsFactory.create());
  }

  @Test
  void anInterfaceNeedNotBePublicAndMayHaveDefaultAndStaticMethods() {
    NotPublic options = PipelineOptionsFactory.fromArgs("--URL=there").as(NotPublic.class);

    assertThat(options.greeting()).isEqualTo("hello there");
    assertThat(NotPublic.constant()).isEqualTo("static");
  }

  @Test
  void theProgramIsNamedAfterTheClassThatMadeTheOptions() {
    assertThat(PipelineOptionsFactory.as(ApplicationNameOptions.class).getAppName())
        .isEqualTo("PipelineOptionsTest");
    assertThat(
            PipelineOptionsFactory.fromArgs("--appName=other")
                .as(ApplicationNameOptions.class)
                .getAppName())
        .isEqualTo("other");
  }

  @Test
  void theJobIsNamedAfterProgramAndUserWithoutAnyChance() {
    PipelineOptions options = PipelineOptionsFactory.fromArgs("--appName=My Words!").create();

    assertThat(options.getJobName())
        .startsWith("my-words")
        .matches("[a-z][-a-z0-9]*[a-z0-9]")
        .isEqualTo(PipelineOptionsFactory.fromArgs("--appName=My Words!").create().getJobName());
    assertThat(PipelineOptionsFactory.fromArgs("--jobName=x").create().getJobName()).isEqualTo("x");
  }

  @Test
  void optionsAreShownWithWhatWasSet() {
    Defaults options = PipelineOptionsFactory.fromArgs("--name=lines").as(Defaults.class);

    assertThat(options.toString())
        .isEqualTo("Current settings:\n  appName: PipelineOptionsTest\n  name: lines");
  }

  @Test
  void optionsDescribeWhatWasSet() {
    Defaults options =
        PipelineOptionsFactory.fromArgs("--name=lines", "--size=3", "--provided=x")
            .as(Defaults.class);
    options.setType(null);

    assertThat(DisplayData.from(options).items())
        .extracting(
            item -> item.getNamespace().getSimpleName() + "." + item.getKey(),
            item -> item.getValue())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("Defaults.name", "lines"),
            org.assertj.core.groups.Tuple.tuple("Defaults.provided", "x"),
            org.assertj.core.groups.Tuple.tuple("Defaults.size", 3L));
  }

  @Test
  void optionsCannotSlipIntoASerialisedFunction() {
    PipelineOptions options = PipelineOptionsFactory.create();

    assertThatThrownBy(
            () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(options))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("cannot be part of a serialised function");
  }

  @Test
  void onlyTheFactorysOptionsAreOptions() {
    assertThatThrownBy(() -> PipelineOptionsValidator.validate(PipelineOptions.class, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> PipelineOptionsFactory.create().as(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void manyThreadsGetOneComputedDefault() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 50; round++) {
        PipelineOptions options = PipelineOptionsFactory.create();
        Callable<String> read = () -> options.as(Defaults.class).getLabel();
        List<Future<String>> labels =
            threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> read).toList());
        String first = labels.get(0).get();
        for (Future<String> label : labels) {
          // the same object: computed once
          assertThat(label.get()).isSameAs(first);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
