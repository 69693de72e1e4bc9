package io.millrace.runners.core.invoke;

import static net.bytebuddy.jar.asm.Opcodes.ACC_PUBLIC;

import io.millrace.sdk.transforms.reflect.DoFnMethod;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import net.bytebuddy.jar.asm.MethodVisitor;
import org.jspecify.annotations.Nullable;

/** Makes invokers of DoFns. */
public final class DoFnInvokers {

  private DoFnInvokers() {}

  /**
   * Makes the invoker of one position.
   *
   * @throws IllegalArgumentException if the function's class is in a module that does not open its
   *     package, or takes something that is not supported yet
   */
  public static DoFnInvoker create(DoFnSignature signature, InvokerArguments arguments) {
    HiddenClassBuilder<DoFnInvoker> builder = new HiddenClassBuilder<>(DoFnInvoker.class);
    UserCall call = new UserCall(builder, arguments);
    method(builder, call, "processElement", "(Ljava/lang/Object;)V", signature.processElement());
    method(builder, call, "setup", "()V", signature.setup());
    method(builder, call, "startBundle", "()V", signature.startBundle());
    method(builder, call, "finishBundle", "()V", signature.finishBundle());
    method(builder, call, "teardown", "()V", signature.teardown());
    return builder.instantiate();
  }

  private static void method(
      HiddenClassBuilder<?> builder,
      UserCall call,
      String name,
      String descriptor,
      @Nullable DoFnMethod method) {
    if (method != null) {
      MethodVisitor code = builder.method(ACC_PUBLIC, name, descriptor);
      call.write(code, method);
      HiddenClassBuilder.endWithReturn(code);
    }
  }
}
