package io.millrace.runners.core.invoke;

import static net.bytebuddy.jar.asm.Opcodes.AALOAD;
import static net.bytebuddy.jar.asm.Opcodes.ACC_FINAL;
import static net.bytebuddy.jar.asm.Opcodes.ACC_PRIVATE;
import static net.bytebuddy.jar.asm.Opcodes.ACC_PUBLIC;
import static net.bytebuddy.jar.asm.Opcodes.ACC_STATIC;
import static net.bytebuddy.jar.asm.Opcodes.ACC_SUPER;
import static net.bytebuddy.jar.asm.Opcodes.ALOAD;
import static net.bytebuddy.jar.asm.Opcodes.ASTORE;
import static net.bytebuddy.jar.asm.Opcodes.CHECKCAST;
import static net.bytebuddy.jar.asm.Opcodes.GETSTATIC;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESPECIAL;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESTATIC;
import static net.bytebuddy.jar.asm.Opcodes.PUTSTATIC;
import static net.bytebuddy.jar.asm.Opcodes.RETURN;
import static net.bytebuddy.jar.asm.Opcodes.SIPUSH;
import static net.bytebuddy.jar.asm.Opcodes.V17;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;

/**
 * Assembles a hidden class of this package that has objects as constants: {@code static final}
 * fields that are filled from class data. For these the JVM folds calls and field reads; a field of
 * an instance it would have to read each time. That methods are never shared between positions
 * matters as much: the JVM inlines a method into itself only once.
 *
 * @param <T> the superclass
 * @see Lookup#defineHiddenClassWithClassData
 */
final class HiddenClassBuilder<T> {

  private static final Lookup LOOKUP = MethodHandles.lookup();

  private record Constant(Class<?> type, Object value) {}

  private final Class<T> superclass;
  private final String name;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
  private final List<Constant> constants = new ArrayList<>();

  /** Begins a subclass of {@code superclass}, which has a constructor without arguments. */
  HiddenClassBuilder(Class<T> superclass) {
    this.superclass = superclass;
    String parent = Type.getInternalName(superclass);
    this.name = parent.concat("$Generated");
    writer.visit(V17, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, name, null, parent, new String[0]);
    MethodVisitor code = method(ACC_PUBLIC, "<init>", "()V");
    code.visitVarInsn(ALOAD, 0);
    code.visitMethodInsn(INVOKESPECIAL, parent, "<init>", "()V", false);
    endWithReturn(code);
  }

  /** The internal name of the class, as its own code knows it. */
  String name() {
    return name;
  }

  /** Begins a method; {@link #end} or {@link #endWithReturn} ends it. */
  MethodVisitor method(int access, String name, String descriptor) {
    MethodVisitor code = writer.visitMethod(access, name, descriptor, null, null);
    code.visitCode();
    return code;
  }

  static void end(MethodVisitor code) {
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  static void endWithReturn(MethodVisitor code) {
    code.visitInsn(RETURN);
    end(code);
  }

  /** Pushes an object. {@code type} must be one of ours or the JDK's. */
  void loadConstant(MethodVisitor code, Class<?> type, Object value) {
    int index = 0;
    while (index < constants.size() && !isConstant(index, type, value)) {
      index++;
    }
    String descriptor = Type.getDescriptor(type);
    if (index == constants.size()) {
      constants.add(new Constant(type, value));
      int access = ACC_PRIVATE | ACC_STATIC | ACC_FINAL;
      writer.visitField(access, field(index), descriptor, null, null).visitEnd();
    }
    code.visitFieldInsn(GETSTATIC, name, field(index), descriptor);
  }

  // lambdas and "+" on strings would cost more at start-up than all the rest here
  private static String field(int index) {
    return "CONSTANT_".concat(Integer.toString(index));
  }

  private boolean isConstant(int index, Class<?> type, Object value) {
    return constants.get(index).value() == value && constants.get(index).type() == type;
  }

  /** Defines the class and makes its only instance. */
  T instantiate() {
    fillConstants();
    writer.visitEnd();
    Object[] values = new Object[constants.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = constants.get(i).value();
    }
    try {
      return LOOKUP
          .defineHiddenClassWithClassData(writer.toByteArray(), values, false)
          .lookupClass()
          .asSubclass(superclass)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A generated " + superclass.getName() + " is not usable", e);
    }
  }

  private void fillConstants() {
    MethodVisitor code = method(ACC_STATIC, "<clinit>", "()V");
    String handles = Type.getInternalName(MethodHandles.class);
    code.visitMethodInsn(
        INVOKESTATIC,
        handles,
        "lookup",
        Type.getMethodDescriptor(Type.getType(Lookup.class)),
        false);
    code.visitLdcInsn("_"); // the name that classData asks for
    code.visitLdcInsn(Type.getType(Object[].class));
    String classData =
        Type.getMethodDescriptor(
            Type.getType(Object.class),
            Type.getType(Lookup.class),
            Type.getType(String.class),
            Type.getType(Class.class));
    code.visitMethodInsn(INVOKESTATIC, handles, "classData", classData, false);
    code.visitTypeInsn(CHECKCAST, "[Ljava/lang/Object;");
    code.visitVarInsn(ASTORE, 0);
    for (int i = 0; i < constants.size(); i++) {
      Type type = Type.getType(constants.get(i).type());
      code.visitVarInsn(ALOAD, 0);
      code.visitIntInsn(SIPUSH, i);
      code.visitInsn(AALOAD);
      code.visitTypeInsn(CHECKCAST, type.getInternalName());
      code.visitFieldInsn(PUTSTATIC, name, field(i), type.getDescriptor());
    }
    endWithReturn(code);
  }
}
