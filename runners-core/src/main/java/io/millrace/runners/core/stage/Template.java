package io.millrace.runners.core.stage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Makes instances of node classes that have their configuration as constants.
 *
 * <p>A template is an ordinary class whose {@code static final} fields are filled, when the class
 * is initialised, from {@link #constants}. {@link #instantiate} defines its bytes once more, as a
 * hidden class with the given class data: every instance is of a class of its own, in which all
 * configuration is constant to the JIT compiler. So the calls along a chain of nodes are resolved
 * and inlined, whatever other chains there are in the process. Hidden classes are unloaded with
 * their last instance.
 */
final class Template {

  private Template() {}

  /**
   * An instance of a new copy of the template.
   *
   * @param type an interface of the template: the copy itself is no subclass of the template
   * @param constants what {@link #constants} gives inside the copy
   */
  static <T> T instantiate(
      Class<T> type, Class<? extends T> template, @Nullable Object... constants) {
    try {
      MethodHandles.Lookup copy =
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(BYTES.get(template), constants, true);
      return type.cast(
          copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class)).invoke());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("Cannot instantiate the template " + template.getName(), e);
    }
  }

  /** To be called by a template's static initialiser: the constants of this copy. */
  static @Nullable Object[] constants(MethodHandles.Lookup caller) {
    try {
      @Nullable Object[] data = MethodHandles.classData(caller, "_", Object[].class);
      if (data == null) {
        throw new IllegalStateException(
            caller.lookupClass().getName() + " is a template: make instances with Template");
      }
      return data;
    } catch (IllegalAccessException e) {
      throw new LinkageError("A template may look up its own constants", e);
    }
  }

  private static final ClassValue<byte[]> BYTES =
      new ClassValue<>() {
        @Override
        protected byte[] computeValue(Class<?> type) {
          String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
          try (InputStream in = type.getResourceAsStream(file)) {
            if (in == null) {
              throw new LinkageError("The class file of " + type.getName() + " cannot be found");
            }
            return in.readAllBytes();
          } catch (IOException e) {
            throw new LinkageError("The class file of " + type.getName() + " cannot be read", e);
          }
        }
      };
}
