package io.millrace.runners.distributed.shell;

class InProcessNetworkTest extends NetworkContract {

  private final InProcessNetwork network = new InProcessNetwork();

  @Override
  protected Node start(String hint) {
    return new Node(hint, network);
  }

  @Override
  protected String nobody() {
    return "nobody";
  }
}
