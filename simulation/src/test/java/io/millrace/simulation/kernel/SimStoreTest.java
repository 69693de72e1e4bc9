package io.millrace.simulation.kernel;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.StoreContract;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;

/** As long as nothing goes wrong the simulated store is a store like any other. */
class SimStoreTest extends StoreContract {

  private static final class Nobody implements Watcher {
    @Override
    public void sent(SimNode from, String to, ByteString frame) {}

    @Override
    public void applied(SimNode by, StoreOp op, StoreReply reply) {}

    @Override
    public void traced(SimNode node, String kind, long[] values) {}

    @Override
    public void alarmed(SimNode node, String message) {}

    @Override
    public void halted(SimNode node, String reason) {}

    @Override
    public void told(SimNode node) {}
  }

  @Override
  protected Store store() {
    return new World(
            1,
            new Nobody(),
            Tampering.NONE,
            new Effects(0, Effects.Interruption.KILL),
            (node, context) -> {
              throw new AssertionError("no node is started");
            })
        .store();
  }
}
