package io.millrace.runners.core.invoke;

import static net.bytebuddy.jar.asm.Opcodes.ATHROW;
import static net.bytebuddy.jar.asm.Opcodes.F_FULL;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESTATIC;
import static net.bytebuddy.jar.asm.Opcodes.SWAP;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;

/** A stretch of generated code whose failures are those of a transform, and its handler. */
record NamedFailure(Label start, Label end, Label handler, String transformName) {

  private static final String EXCEPTION = Type.getInternalName(UserCodeException.class);

  /** Begins the stretch here. */
  static NamedFailure begin(MethodVisitor code, String transformName) {
    NamedFailure failure = new NamedFailure(new Label(), new Label(), new Label(), transformName);
    code.visitTryCatchBlock(failure.start, failure.end, failure.handler, null);
    code.visitLabel(failure.start);
    return failure;
  }

  /** Ends the stretch here. */
  void end(MethodVisitor code) {
    code.visitLabel(end);
  }

  /** Writes the handler, where the code before does not continue. */
  void writeHandler(MethodVisitor code, Object... locals) {
    code.visitLabel(handler);
    Object[] stack = {"java/lang/Throwable"};
    code.visitFrame(F_FULL, locals.length, locals, 1, stack);
    code.visitLdcInsn(transformName);
    code.visitInsn(SWAP);
    String descriptor = "(Ljava/lang/String;Ljava/lang/Throwable;)L" + EXCEPTION + ";";
    code.visitMethodInsn(INVOKESTATIC, EXCEPTION, "of", descriptor, false);
    code.visitInsn(ATHROW);
  }
}
