package io.millrace.runners.core.invoke;

import static net.bytebuddy.jar.asm.Opcodes.ALOAD;
import static net.bytebuddy.jar.asm.Opcodes.CHECKCAST;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEINTERFACE;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEVIRTUAL;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnMethod;
import io.millrace.sdk.transforms.reflect.Parameter;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;

/**
 * Writes calls of the methods of a DoFn. They go through method handles that are constants, which
 * the JVM inlines like ordinary calls and without counting them towards its limit of depth; and
 * generated code need not see the user's classes, be they private, hidden or of another loader.
 */
final class UserCall {

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final MethodHandle CONTINUATION = continuation();

  // local variable of the element, if there is one
  private static final int ELEMENT = 1;

  private final HiddenClassBuilder<?> builder;
  private final InvokerArguments arguments;
  private final DoFn<?, ?> fn;

  /** The method that has an element in the first local variable. */
  private final DoFnMethod elementMethod;

  UserCall(HiddenClassBuilder<?> builder, InvokerArguments arguments, DoFnMethod elementMethod) {
    this.builder = builder;
    this.arguments = arguments;
    this.fn = arguments.fn();
    this.elementMethod = elementMethod;
  }

  /** Writes a call. A method that takes an element finds it in the first local variable. */
  void write(MethodVisitor code, DoFnMethod method) {
    List<Parameter> parameters = method.parameters();
    if (method.has(Parameter.ProcessContext.class)) {
      loadView(code);
      code.visitVarInsn(ALOAD, ELEMENT);
      callView(code, "element", "(Ljava/lang/Object;)V");
    }
    Class<?>[] given = new Class<?>[parameters.size()];
    for (int i = 0; i < given.length; i++) {
      given[i] = given(parameters.get(i));
    }
    MethodType type = MethodType.methodType(void.class, given);
    builder.loadConstant(code, MethodHandle.class, handle(method.method()).asType(type));
    for (int i = 0; i < given.length; i++) {
      load(code, parameters.get(i), given[i], method.equals(elementMethod));
    }
    code.visitMethodInsn(
        INVOKEVIRTUAL,
        Type.getInternalName(MethodHandle.class),
        "invokeExact",
        type.toMethodDescriptorString(),
        false);
  }

  private static MethodHandle continuation() {
    MethodType type = MethodType.methodType(void.class, DoFn.ProcessContinuation.class);
    try {
      return LOOKUP.findVirtual(ElementView.class, "continuation", type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private MethodHandle handle(Method method) {
    Class<?> fnClass = fn.getClass();
    MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    try {
      MethodHandle handle =
          MethodHandles.privateLookupIn(fnClass, LOOKUP)
              .findVirtual(fnClass, method.getName(), type)
              .bindTo(fn);
      return method.getReturnType() == DoFn.ProcessContinuation.class
          ? MethodHandles.filterReturnValue(handle, CONTINUATION.bindTo(arguments.current()))
          : handle;
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "DoFn "
              + fnClass.getName()
              + " cannot be called: add 'opens "
              + fnClass.getPackageName()
              + ";' to its module-info.java, or run it from the class path",
          e);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException("DoFn " + fnClass.getName() + " has no " + method, e);
    }
  }

  /** The type that {@link #load} pushes. Values of the user's are cast by the handle. */
  private static Class<?> given(Parameter parameter) {
    if (parameter instanceof Parameter.Timestamp) {
      return Instant.class;
    } else if (parameter instanceof Parameter.Pane) {
      return PaneInfo.class;
    } else if (parameter instanceof Parameter.Window) {
      return BoundedWindow.class;
    } else if (parameter instanceof Parameter.OutputReceiver) {
      return DoFn.OutputReceiver.class;
    } else if (parameter instanceof Parameter.MultiOutputReceiver) {
      return DoFn.MultiOutputReceiver.class;
    } else if (parameter instanceof Parameter.ProcessContext) {
      return DoFn.ProcessContext.class;
    } else if (parameter instanceof Parameter.StartBundleContext) {
      return DoFn.StartBundleContext.class;
    } else if (parameter instanceof Parameter.FinishBundleContext) {
      return DoFn.FinishBundleContext.class;
    } else if (parameter instanceof Parameter.Options) {
      return PipelineOptions.class;
    } else if (parameter instanceof Parameter.Finalizer) {
      return DoFn.BundleFinalizer.class;
    } else if (parameter instanceof Parameter.ProcessingTime) {
      return Clock.class;
    } else if (parameter instanceof Parameter.OnTimerContext) {
      return DoFn.OnTimerContext.class;
    } else if (parameter instanceof Parameter.OnWindowExpirationContext) {
      return DoFn.OnWindowExpirationContext.class;
    } else if (parameter instanceof Parameter.State) {
      return State.class;
    } else if (parameter instanceof Parameter.Timer) {
      return Timer.class;
    } else if (parameter instanceof Parameter.TimerFamily) {
      return TimerMap.class;
    } else if (parameter instanceof Parameter.FiredTimerId) {
      return String.class;
    } else if (parameter instanceof Parameter.TimeDomain) {
      return TimeDomain.class;
    } else if (parameter instanceof Parameter.Tracker) {
      return RestrictionTracker.class;
    } else if (parameter instanceof Parameter.Estimator) {
      return WatermarkEstimator.class;
    }
    return Object.class;
  }

  private void load(
      MethodVisitor code, Parameter parameter, Class<?> given, boolean elementInScope) {
    if (parameter instanceof Parameter.Element) {
      code.visitVarInsn(ALOAD, ELEMENT);
    } else if (parameter instanceof Parameter.Key && !elementInScope) {
      loadView(code);
      callView(code, "key", "()Ljava/lang/Object;");
    } else if (parameter instanceof Parameter.FiredTimerId) {
      loadView(code);
      callView(code, "firedTimerId", Type.getMethodDescriptor(Type.getType(given)));
    } else if (parameter instanceof Parameter.Tracker) {
      loadView(code);
      callView(code, "restrictionTracker", Type.getMethodDescriptor(Type.getType(given)));
    } else if (parameter instanceof Parameter.Estimator) {
      loadView(code);
      callView(code, "watermarkEstimator", Type.getMethodDescriptor(Type.getType(given)));
    } else if (parameter instanceof Parameter.TimeDomain) {
      loadView(code);
      callView(code, "timeDomain", Type.getMethodDescriptor(Type.getType(given)));
    } else if (parameter instanceof Parameter.Key) {
      String kv = Type.getInternalName(KV.class);
      code.visitVarInsn(ALOAD, ELEMENT);
      code.visitTypeInsn(CHECKCAST, kv);
      code.visitMethodInsn(INVOKEVIRTUAL, kv, "getKey", "()Ljava/lang/Object;", false);
    } else if (parameter instanceof Parameter.Timestamp) {
      loadView(code);
      callView(code, "timestamp", Type.getMethodDescriptor(Type.getType(given)));
    } else if (parameter instanceof Parameter.Pane) {
      loadView(code);
      callView(code, "pane", Type.getMethodDescriptor(Type.getType(given)));
    } else if (parameter instanceof Parameter.Window) {
      loadView(code);
      callView(code, "window", Type.getMethodDescriptor(Type.getType(given)));
    } else if (parameter instanceof Parameter.SideInput sideInput) {
      loadView(code);
      code.visitLdcInsn(sideInput.tag());
      callView(code, "sideInput", "(Ljava/lang/String;)Ljava/lang/Object;");
    } else {
      builder.loadConstant(code, given, constant(parameter));
    }
  }

  private Object constant(Parameter parameter) {
    if (parameter instanceof Parameter.OutputReceiver) {
      return arguments.mainOutput();
    } else if (parameter instanceof Parameter.MultiOutputReceiver) {
      return arguments.outputs();
    } else if (parameter instanceof Parameter.ProcessContext) {
      return arguments.processContext();
    } else if (parameter instanceof Parameter.StartBundleContext) {
      return arguments.startBundleContext();
    } else if (parameter instanceof Parameter.FinishBundleContext) {
      return arguments.finishBundleContext();
    } else if (parameter instanceof Parameter.Options) {
      return arguments.options();
    } else if (parameter instanceof Parameter.Finalizer) {
      return arguments.bundleFinalizer();
    } else if (parameter instanceof Parameter.ProcessingTime) {
      return arguments.clock();
    } else if (parameter instanceof Parameter.OnTimerContext) {
      return arguments.onTimerContext();
    } else if (parameter instanceof Parameter.OnWindowExpirationContext) {
      return arguments.onWindowExpirationContext();
    } else if (parameter instanceof Parameter.State state) {
      return arguments.state(state.id());
    } else if (parameter instanceof Parameter.Timer timer) {
      return arguments.timer(timer.id());
    } else if (parameter instanceof Parameter.TimerFamily family) {
      return arguments.timerFamily(family.id());
    }
    throw new IllegalArgumentException(
        "DoFn " + fn.getClass().getName() + ": " + parameter + " is not supported yet");
  }

  private void loadView(MethodVisitor code) {
    builder.loadConstant(code, ElementView.class, arguments.current());
  }

  private static void callView(MethodVisitor code, String name, String descriptor) {
    String view = Type.getInternalName(ElementView.class);
    code.visitMethodInsn(INVOKEINTERFACE, view, name, descriptor, true);
  }
}
