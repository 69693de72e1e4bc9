package io.millrace.runners.core.invoke;

import static net.bytebuddy.jar.asm.Opcodes.ACC_PRIVATE;
import static net.bytebuddy.jar.asm.Opcodes.ACC_PUBLIC;
import static net.bytebuddy.jar.asm.Opcodes.ACC_STATIC;
import static net.bytebuddy.jar.asm.Opcodes.ALOAD;
import static net.bytebuddy.jar.asm.Opcodes.ASTORE;
import static net.bytebuddy.jar.asm.Opcodes.ATHROW;
import static net.bytebuddy.jar.asm.Opcodes.CHECKCAST;
import static net.bytebuddy.jar.asm.Opcodes.F_FULL;
import static net.bytebuddy.jar.asm.Opcodes.GOTO;
import static net.bytebuddy.jar.asm.Opcodes.IFEQ;
import static net.bytebuddy.jar.asm.Opcodes.IFNE;
import static net.bytebuddy.jar.asm.Opcodes.IFNONNULL;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEINTERFACE;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESTATIC;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEVIRTUAL;
import static net.bytebuddy.jar.asm.Opcodes.PUTFIELD;
import static net.bytebuddy.jar.asm.Opcodes.RETURN;

import io.millrace.sdk.metrics.MetricsEnvironment;
import io.millrace.sdk.transforms.ProcessFunction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;

/**
 * Writes the class of a {@link FunctionChain}. Maps and filters follow each other in straight line;
 * a flat map calls the method that holds what follows, once for each of its elements:
 *
 * <pre>{@code
 * static void from0(Object value) {
 *   HOLDER.current = M0;                // so before each function
 *   value = F0.apply(value);            // what F0 throws is caught and named: transform 0
 *   if (!(Boolean) F1.apply(value)) return;
 *   Iterator i = ((Iterable) F2.apply(value)).iterator();
 *   while (i.hasNext()) from3(i.next());
 * }
 * }</pre>
 */
final class FunctionChainWriter {

  private static final String OBJECT = "java/lang/Object";
  private static final String ITERATOR = Type.getInternalName(Iterator.class);
  private static final String TAKES_OBJECT = "(Ljava/lang/Object;)V";

  // locals of the generated methods
  private static final int VALUE = 0;
  private static final int ITERATION = 1;

  private final HiddenClassBuilder<FunctionChain> builder =
      new HiddenClassBuilder<>(FunctionChain.class);
  private final List<FunctionChain.Link> links;
  private final ElementReceiver next;
  private final MetricsEnvironment.Holder holder;

  FunctionChainWriter(
      List<FunctionChain.Link> links, ElementReceiver next, MetricsEnvironment.Holder holder) {
    this.links = links;
    this.next = next;
    this.holder = holder;
  }

  FunctionChain write() {
    MethodVisitor code = builder.method(ACC_PUBLIC, "accept", TAKES_OBJECT);
    code.visitVarInsn(ALOAD, 1);
    callFrom(code, 0);
    HiddenClassBuilder.endWithReturn(code);
    int from = 0;
    while (from <= links.size()) {
      from = writeFrom(from);
    }
    return builder.instantiate();
  }

  private void callFrom(MethodVisitor code, int from) {
    code.visitMethodInsn(INVOKESTATIC, builder.name(), "from" + from, TAKES_OBJECT, false);
  }

  /** Writes the method that begins with a link, and returns the link that the next begins with. */
  private int writeFrom(int from) {
    MethodVisitor code = builder.method(ACC_PRIVATE | ACC_STATIC, "from" + from, TAKES_OBJECT);
    if (from > 0) {
      refuseNull(code, links.get(from - 1)); // an element of the flat map before
    }
    List<NamedFailure> failures = new ArrayList<>();
    int at = from;
    while (at < links.size() && links.get(at).kind() != FunctionChain.Kind.FLAT_MAP) {
      writeStraight(code, links.get(at), failures);
      at++;
    }
    if (at < links.size()) {
      writeFlatMap(code, links.get(at), at + 1, failures);
    } else {
      builder.loadConstant(code, ElementReceiver.class, next);
      code.visitVarInsn(ALOAD, VALUE);
      code.visitMethodInsn(
          INVOKEINTERFACE,
          Type.getInternalName(ElementReceiver.class),
          "accept",
          TAKES_OBJECT,
          true);
      code.visitInsn(RETURN);
    }
    failures.forEach(failure -> failure.writeHandler(code, OBJECT));
    HiddenClassBuilder.end(code);
    return at + 1;
  }

  private void writeStraight(
      MethodVisitor code, FunctionChain.Link link, List<NamedFailure> failures) {
    enter(code, link);
    NamedFailure failure = begin(code, link, failures);
    apply(code, link);
    if (link.kind() == FunctionChain.Kind.MAP) {
      failure.end(code);
      code.visitVarInsn(ASTORE, VALUE);
      refuseNull(code, link);
      return;
    }
    code.visitTypeInsn(CHECKCAST, "java/lang/Boolean");
    code.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Boolean", "booleanValue", "()Z", false);
    failure.end(code);
    Label stays = new Label();
    code.visitJumpInsn(IFNE, stays);
    code.visitInsn(RETURN);
    code.visitLabel(stays);
    code.visitFrame(F_FULL, 1, new Object[] {OBJECT}, 0, new Object[0]);
  }

  /** A null that the coder cannot encode goes no further, although nothing is encoded here. */
  private void refuseNull(MethodVisitor code, FunctionChain.Link link) {
    Supplier<? extends RuntimeException> refusal = link.nullRefusal();
    if (refusal == null) {
      return;
    }
    Label there = new Label();
    code.visitVarInsn(ALOAD, VALUE);
    code.visitJumpInsn(IFNONNULL, there);
    builder.loadConstant(code, Supplier.class, refusal);
    code.visitMethodInsn(
        INVOKEINTERFACE, Type.getInternalName(Supplier.class), "get", "()L" + OBJECT + ";", true);
    code.visitTypeInsn(CHECKCAST, Type.getInternalName(RuntimeException.class));
    code.visitInsn(ATHROW);
    code.visitLabel(there);
    code.visitFrame(F_FULL, 1, new Object[] {OBJECT}, 0, new Object[0]);
  }

  private void writeFlatMap(
      MethodVisitor code, FunctionChain.Link link, int following, List<NamedFailure> failures) {
    enter(code, link);
    NamedFailure iterator = begin(code, link, failures);
    apply(code, link);
    code.visitTypeInsn(CHECKCAST, "java/lang/Iterable");
    code.visitMethodInsn(
        INVOKEINTERFACE, "java/lang/Iterable", "iterator", "()L" + ITERATOR + ";", true);
    iterator.end(code);
    code.visitVarInsn(ASTORE, ITERATION);
    Label loop = new Label();
    Label done = new Label();
    code.visitLabel(loop);
    code.visitFrame(F_FULL, 2, new Object[] {OBJECT, ITERATOR}, 0, new Object[0]);
    enter(code, link);
    NamedFailure advance = begin(code, link, failures);
    code.visitVarInsn(ALOAD, ITERATION);
    code.visitMethodInsn(INVOKEINTERFACE, ITERATOR, "hasNext", "()Z", true);
    code.visitJumpInsn(IFEQ, done);
    code.visitVarInsn(ALOAD, ITERATION);
    code.visitMethodInsn(INVOKEINTERFACE, ITERATOR, "next", "()Ljava/lang/Object;", true);
    advance.end(code);
    callFrom(code, following);
    code.visitJumpInsn(GOTO, loop);
    code.visitLabel(done);
    code.visitFrame(F_FULL, 2, new Object[] {OBJECT, ITERATOR}, 0, new Object[0]);
    code.visitInsn(RETURN);
  }

  /** Directs metrics to the link's place: a plain store. */
  private void enter(MethodVisitor code, FunctionChain.Link link) {
    builder.loadConstant(code, MetricsEnvironment.Holder.class, holder);
    code.visitLdcInsn(link.metricsPlace());
    code.visitFieldInsn(
        PUTFIELD, Type.getInternalName(MetricsEnvironment.Holder.class), "current", "I");
  }

  private void apply(MethodVisitor code, FunctionChain.Link link) {
    builder.loadConstant(code, ProcessFunction.class, link.fn());
    code.visitVarInsn(ALOAD, VALUE);
    code.visitMethodInsn(
        INVOKEINTERFACE,
        Type.getInternalName(ProcessFunction.class),
        "apply",
        "(Ljava/lang/Object;)Ljava/lang/Object;",
        true);
  }

  private static NamedFailure begin(
      MethodVisitor code, FunctionChain.Link link, List<NamedFailure> failures) {
    NamedFailure failure = NamedFailure.begin(code, link.transformName());
    failures.add(failure);
    return failure;
  }
}
