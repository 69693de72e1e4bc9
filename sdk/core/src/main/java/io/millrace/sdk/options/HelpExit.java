package io.millrace.sdk.options;

import java.util.function.Consumer;

/**
 * What happens when a command line asks for help. By default the program prints it and ends, which
 * is what a {@code main} that only reads its options can do no other way.
 */
final class HelpExit {
  static final Consumer<HelpRequestedException> PRINT_AND_EXIT =
      request -> {
        System.out.print(request.helpText());
        System.out.flush();
        System.exit(0);
      };

  private static volatile Consumer<HelpRequestedException> handler = PRINT_AND_EXIT;

  private HelpExit() {}

  static void replace(Consumer<HelpRequestedException> replacement) {
    handler = replacement;
  }

  /** Hands the request to the handler; returns it to be thrown if the handler does not throw. */
  static HelpRequestedException answer(HelpRequestedException request) {
    handler.accept(request);
    return request;
  }
}
