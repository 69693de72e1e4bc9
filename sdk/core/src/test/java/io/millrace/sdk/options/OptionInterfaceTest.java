package io.millrace.sdk.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionInterfaceTest {
  public interface NoSetter extends PipelineOptions {
    int getSize();
  }

  public interface NoGetter extends PipelineOptions {
    void setSize(int value);
  }

  public interface UnlikeTypes extends PipelineOptions {
    int getSize();

    void setSize(long value);
  }

  public interface UnlikeTypeArguments extends PipelineOptions {
    List<String> getSizes();

    void setSizes(List<Integer> value);
  }

  public interface TwoGetters extends PipelineOptions {
    boolean isOn();

    boolean getOn();

    void setOn(boolean value);
  }

  public interface NeitherGetterNorSetter extends PipelineOptions {
    String describe();
  }

  public interface NotOptions {
    int getSize();
  }

  public abstract static class NoInterface implements PipelineOptions {}

  public interface SizeOne extends PipelineOptions {
    @Default.Integer(1)
    int getSize();

    void setSize(int value);
  }

  public interface SizeTwo extends PipelineOptions {
    @Default.Integer(2)
    int getSize();

    void setSize(int value);
  }

  public interface SizeText extends PipelineOptions {
    String getSize();

    void setSize(String value);
  }

  public interface OneAndTwo extends SizeOne, SizeTwo {}

  public interface OneAndText extends PipelineOptions, SizeOne {
    // only the setter: a getter of another type would not compile
    void setSize(String value);
  }

  public interface SizeOneAgain extends PipelineOptions {
    @Default.Integer(1)
    int getSize();

    void setSize(int value);
  }

  public interface Redescribed extends SizeOne {
    @Override
    @Description("The size, described anew.")
    int getSize();
  }

  public interface MistypedDefault extends PipelineOptions {
    @Default.String("one")
    int getSize();

    void setSize(int value);
  }

  public interface UnknownConstant extends PipelineOptions {
    @Default.Enum("PURPLE")
    CheckEnabled getColour();

    void setColour(CheckEnabled value);
  }

  enum Secret {
    A
  }

  public interface PublicOfSecret extends PipelineOptions {
    Secret[] getSecrets();

    void setSecrets(Secret[] value);
  }

  private static void isRefused(Class<? extends PipelineOptions> type, String message) {
    assertThatThrownBy(() -> PipelineOptionsFactory.as(type))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(type.getName())
        .hasMessageContaining(message);
    // registration refuses it as well, and again, not only at first sight
    assertThatThrownBy(() -> PipelineOptionsFactory.register(type))
        .isInstanceOf(InvalidOptionException.class);
  }

  @Test
  void aGetterNeedsASetter() {
    isRefused(NoSetter.class, "has a getter");
    isRefused(NoSetter.class, "add 'void setSize(int value)'");
  }

  @Test
  void aSetterNeedsAGetter() {
    isRefused(NoGetter.class, "the option 'size' has a setter");
  }

  @Test
  void getterAndSetterNeedTheSameType() {
    isRefused(UnlikeTypes.class, "the getter of 'size' returns int but its setter takes long");
    isRefused(UnlikeTypeArguments.class, "the getter of 'sizes' returns java.util.List");
    isRefused(OneAndText.class, "returns int but its setter takes java.lang.String");
  }

  @Test
  void anOptionHasOneGetter() {
    isRefused(TwoGetters.class, "the option 'on' has two getters");
  }

  @Test
  void aPublicInterfaceHasOptionsOfPublicTypes() {
    isRefused(PublicOfSecret.class, "of the option 'secrets' must be public");
  }

  @Test
  void otherMethodsAreRefused() {
    isRefused(NeitherGetterNorSetter.class, "describe is neither a getter nor a setter");
  }

  @Test
  void onlyInterfacesOfOptionsHoldOptions() {
    isRefused(NoInterface.class, "must be an interface that extends PipelineOptions");
    @SuppressWarnings({"unchecked", "rawtypes"})
    Class<? extends PipelineOptions> disguised = (Class) NotOptions.class;
    isRefused(disguised, "must be an interface that extends PipelineOptions");
  }

  @Test
  void inheritedDefaultsMustAgree() {
    assertThatThrownBy(() -> PipelineOptionsFactory.as(OneAndTwo.class))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("The default of --size is 1 in " + SizeOne.class.getName())
        .hasMessageContaining("2 in " + SizeTwo.class.getName());
  }

  @Test
  void interfacesSeenTogetherMustAgree() {
    PipelineOptions options = PipelineOptionsFactory.as(SizeOne.class);

    assertThatThrownBy(() -> options.as(SizeTwo.class))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("options of the same name need the same default");
    assertThatThrownBy(() -> options.as(SizeText.class))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("--size is int in " + SizeOne.class.getName())
        .hasMessageContaining("java.lang.String in " + SizeText.class.getName());
    assertThat(options.as(SizeOneAgain.class).getSize()).isEqualTo(1);
  }

  @Test
  void aRedeclaredGetterKeepsItsDefault() {
    assertThat(PipelineOptionsFactory.as(Redescribed.class).getSize()).isEqualTo(1);
    assertThat(PipelineOptionsFactory.as(SizeOne.class).as(Redescribed.class).getSize())
        .isEqualTo(1);
  }

  @Test
  void aDefaultHasTheOptionsType() {
    assertThatThrownBy(() -> PipelineOptionsFactory.as(MistypedDefault.class).getSize())
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("is a String, but its type is int");
    assertThatThrownBy(() -> PipelineOptionsFactory.as(UnknownConstant.class).getColour())
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("The default PURPLE of")
        .hasMessageContaining("is none of [OFF, WARNING, ERROR]");
  }
}
