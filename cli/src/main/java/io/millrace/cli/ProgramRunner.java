package io.millrace.cli;

import io.millrace.sdk.options.HelpRequestedException;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * Runs the {@code main} of a program in this JVM and turns its end into an exit code: 0 when it
 * returned, 2 when it was given wrong options, 1 when it failed otherwise.
 *
 * <p>A failure is told in one message; its stack trace follows only when asked for.
 */
final class ProgramRunner {

  static final String PREFIX = "millrace: ";

  private final PrintStream err;
  private final boolean verbose;

  ProgramRunner(PrintStream err, boolean verbose) {
    this.err = err;
    this.verbose = verbose;
    quietLogging();
    // a program that is asked for help then throws, instead of ending the JVM
    PipelineOptionsFactory.onHelp(request -> {});
  }

  /** The loggers of libraries stay quiet unless the user wants to see everything. */
  private void quietLogging() {
    String level = "org.slf4j.simpleLogger.defaultLogLevel";
    if (System.getProperty(level) == null) {
      System.setProperty(level, verbose ? "info" : "warn");
    }
  }

  int run(Program program, List<String> arguments) {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      Class<?> mainClass = program.load();
      Thread.currentThread().setContextClassLoader(mainClass.getClassLoader());
      ProgressLine progress = ProgressLine.start(program.name());
      try {
        mainMethod(mainClass).invoke(null, (Object) arguments.toArray(String[]::new));
      } finally {
        progress.close();
      }
      return 0;
    } catch (InvocationTargetException e) {
      return end(e.getTargetException());
    } catch (Exception e) {
      return report(e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static Method mainMethod(Class<?> mainClass) throws ProgramException {
    try {
      Method main = mainClass.getMethod("main", String[].class);
      if (!Modifier.isStatic(main.getModifiers()) || main.getReturnType() != void.class) {
        throw new ProgramException(main + " is not a 'public static void main(String[])'.");
      }
      main.setAccessible(true);
      return main;
    } catch (NoSuchMethodException e) {
      throw new ProgramException(
          mainClass.getName() + " has no 'public static void main(String[])'.", e);
    }
  }

  private int end(Throwable thrown) {
    if (thrown instanceof HelpRequestedException request) {
      System.out.print(request.helpText());
      System.out.flush();
      return 0;
    }
    return report(thrown);
  }

  private int report(Throwable failure) {
    Failure told = Failure.of(failure);
    err.println(PREFIX + told.message());
    if (verbose) {
      failure.printStackTrace(err);
    }
    err.flush();
    return told.exitCode();
  }
}
