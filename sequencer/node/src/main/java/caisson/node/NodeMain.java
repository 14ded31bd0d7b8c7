package caisson.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Entry point: {@code NodeMain --data DIR [--port-base N] ...}, see {@link NodeConfig}. */
public final class NodeMain {
  private static final int EXIT_CANNOT_START = 2;
  private static final int EXIT_BROKEN_INVARIANT = 70;

  private NodeMain() {}

  public static void main(String[] args) throws InterruptedException {
    Node node;
    try {
      node = Node.launch(NodeConfig.read(args), NodeMain::halt);
    } catch (StartException e) {
      System.err.println("node: " + e.getMessage());
      System.exit(EXIT_CANNOT_START);
      return;
    }
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stop, stopped), "node-stop"));
    try {
      awaitServing(node, stop);
      while (!stop.await(1, TimeUnit.SECONDS)) {
        node.snapshotWhenDue();
      }
      node.stop();
    } catch (Throwable e) {
      halt(e);
    } finally {
      stopped.countDown();
    }
  }

  /** A member that follows says so once; it is ready when it leads. */
  private static void awaitServing(Node node, CountDownLatch stop) throws InterruptedException {
    boolean followed = false;
    while (!node.serving()) {
      if (!followed && node.following()) {
        followed = true;
        System.out.println("STANDBY node");
      }
      if (stop.await(10, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    System.out.println("READY node");
  }

  private static void await(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** No shutdown hooks, no snapshot: what is in memory is not to be trusted any more. */
  private static void halt(Throwable cause) {
    System.err.println("node: stopped by a broken invariant");
    cause.printStackTrace();
    System.err.flush();
    Runtime.getRuntime().halt(EXIT_BROKEN_INVARIANT);
  }
}
