package io.millrace.runners.core.invoke;

import static net.bytebuddy.jar.asm.Opcodes.ACC_PUBLIC;
import static net.bytebuddy.jar.asm.Opcodes.ALOAD;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEINTERFACE;
import static net.bytebuddy.jar.asm.Opcodes.RETURN;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Instant;
import java.util.Collection;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * The way from one position straight into the next: elements that keep timestamp, windows and pane
 * go into the user's code with no other code between. For one thread.
 *
 * <p>It is generated for each position, like invokers, and for the same reason: code of the engine
 * that all positions share would keep the JVM from inlining one position into the other.
 */
public abstract class FusedReceiver
    implements ElementReceiver, DoFn.OutputReceiver<@Nullable Object> {

  /** For generated classes. */
  protected FusedReceiver() {}

  /**
   * Goes into a DoFn. What the function throws comes out as a {@link UserCodeException}.
   *
   * @param transformName the full name of the function's transform, for errors
   * @param others takes outputs with a timestamp, windows or pane of their own
   */
  public static FusedReceiver into(
      DoFnSignature signature,
      InvokerArguments arguments,
      String transformName,
      DoFn.OutputReceiver<?> others) {
    HiddenClassBuilder<FusedReceiver> builder = new HiddenClassBuilder<>(FusedReceiver.class);
    UserCall call = new UserCall(builder, arguments, signature.processElement());
    for (String name : new String[] {"accept", "output"}) {
      MethodVisitor code = builder.method(ACC_PUBLIC, name, "(Ljava/lang/Object;)V");
      NamedFailure failure = NamedFailure.begin(code, transformName);
      call.write(code, signature.processElement());
      failure.end(code);
      code.visitInsn(RETURN);
      failure.writeHandler(code, builder.name(), "java/lang/Object");
      HiddenClassBuilder.end(code);
    }
    return withOthers(builder, others);
  }

  /**
   * Goes into anything else, for instance a {@link FunctionChain}. What that throws passes through.
   */
  public static FusedReceiver into(ElementReceiver next, DoFn.OutputReceiver<?> others) {
    HiddenClassBuilder<FusedReceiver> builder = new HiddenClassBuilder<>(FusedReceiver.class);
    String owner = Type.getInternalName(ElementReceiver.class);
    for (String name : new String[] {"accept", "output"}) {
      MethodVisitor code = builder.method(ACC_PUBLIC, name, "(Ljava/lang/Object;)V");
      builder.loadConstant(code, ElementReceiver.class, next);
      code.visitVarInsn(ALOAD, 1);
      code.visitMethodInsn(INVOKEINTERFACE, owner, "accept", "(Ljava/lang/Object;)V", true);
      HiddenClassBuilder.endWithReturn(code);
    }
    return withOthers(builder, others);
  }

  private static FusedReceiver withOthers(
      HiddenClassBuilder<FusedReceiver> builder, DoFn.OutputReceiver<?> others) {
    forward(
        builder,
        others,
        "outputWithTimestamp",
        Type.getMethodDescriptor(
            Type.VOID_TYPE, Type.getType(Object.class), Type.getType(Instant.class)));
    forward(
        builder,
        others,
        "outputWindowedValue",
        Type.getMethodDescriptor(
            Type.VOID_TYPE,
            Type.getType(Object.class),
            Type.getType(Instant.class),
            Type.getType(Collection.class),
            Type.getType(PaneInfo.class)));
    return builder.instantiate();
  }

  /** Writes a method that calls the same method of {@code others}. */
  private static void forward(
      HiddenClassBuilder<FusedReceiver> builder,
      DoFn.OutputReceiver<?> others,
      String name,
      String descriptor) {
    MethodVisitor code = builder.method(ACC_PUBLIC, name, descriptor);
    builder.loadConstant(code, DoFn.OutputReceiver.class, others);
    for (int i = 1; i <= Type.getArgumentTypes(descriptor).length; i++) {
      code.visitVarInsn(ALOAD, i);
    }
    String owner = Type.getInternalName(DoFn.OutputReceiver.class);
    code.visitMethodInsn(INVOKEINTERFACE, owner, name, descriptor, true);
    HiddenClassBuilder.endWithReturn(code);
  }
}
