package io.millrace.runners.core.invoke;

import static net.bytebuddy.jar.asm.Opcodes.ACC_PUBLIC;
import static net.bytebuddy.jar.asm.Opcodes.F_SAME;
import static net.bytebuddy.jar.asm.Opcodes.GOTO;
import static net.bytebuddy.jar.asm.Opcodes.ILOAD;

import io.millrace.sdk.transforms.reflect.DoFnMethod;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.Label;
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
    UserCall call = new UserCall(builder, arguments, signature.processElement());
    method(builder, call, "processElement", "(Ljava/lang/Object;)V", signature.processElement());
    method(builder, call, "setup", "()V", signature.setup());
    method(builder, call, "startBundle", "()V", signature.startBundle());
    method(builder, call, "finishBundle", "()V", signature.finishBundle());
    method(builder, call, "teardown", "()V", signature.teardown());
    method(builder, call, "onWindowExpiration", "()V", signature.onWindowExpiration());
    onTimer(builder, call, signature);
    return builder.instantiate();
  }

  /** The timers and families whose methods can be called, in the order of their indexes. */
  public static List<String> timerNames(DoFnSignature signature) {
    List<String> names = new ArrayList<>(signature.onTimer().keySet());
    names.addAll(signature.onTimerFamily().keySet());
    return names;
  }

  private static void onTimer(
      HiddenClassBuilder<DoFnInvoker> builder, UserCall call, DoFnSignature signature) {
    List<DoFnMethod> methods = new ArrayList<>(signature.onTimer().values());
    methods.addAll(signature.onTimerFamily().values());
    if (methods.isEmpty()) {
      return;
    }
    MethodVisitor code = builder.method(ACC_PUBLIC, "onTimer", "(I)V");
    Label[] labels = new Label[methods.size()];
    Arrays.setAll(labels, i -> new Label());
    Label done = new Label();
    code.visitVarInsn(ILOAD, 1);
    code.visitTableSwitchInsn(0, labels.length - 1, done, labels);
    for (int i = 0; i < labels.length; i++) {
      code.visitLabel(labels[i]);
      code.visitFrame(F_SAME, 0, null, 0, null);
      call.write(code, methods.get(i));
      code.visitJumpInsn(GOTO, done);
    }
    code.visitLabel(done);
    code.visitFrame(F_SAME, 0, null, 0, null);
    HiddenClassBuilder.endWithReturn(code);
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
