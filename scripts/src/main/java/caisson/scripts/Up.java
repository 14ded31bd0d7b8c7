package caisson.scripts;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a venue until it is interrupted; the next run resumes the same venue. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Runs the venue until Ctrl-C; the next run resumes it.")
final class Up implements Callable<Integer> {
  @Mixin private VenueOptions options = new VenueOptions();

  @Option(names = "--fresh", description = "delete the venue's data first")
  private boolean fresh;

  @Option(names = "--exit-when-open", description = "stop again as soon as the market is open")
  private boolean exitWhenOpen;

  @Override
  public Integer call() throws Exception {
    Installation installation = Installation.find();
    Path data =
        options.data != null
            ? options.data.toAbsolutePath().normalize()
            : installation.root().resolve(".caisson/venue");
    Ports ports = new Ports(options.portBase != null ? options.portBase : Ports.DEFAULT_BASE);
    var progress = new Progress(System.out);
    var venue = new Venue(installation, ports, data, progress);
    venue.endLeftovers();
    ports.requireFree(data);
    if (fresh) {
      VenueOptions.delete(data);
    }
    var stopAsked = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopAsked.countDown();
                  await(stopped);
                }));
    try (venue) {
      venue.start();
      var maker = new MarketMaker(venue);
      try (maker) {
        progress.step("market open", maker::open);
        show(venue, maker, progress);
        return exitWhenOpen ? 0 : watch(venue, maker, stopAsked);
      }
    } finally {
      System.out.println("stopped");
      stopped.countDown();
    }
  }

  private static void show(Venue venue, MarketMaker maker, Progress progress) {
    progress.say("");
    progress.say(String.format("market open after %.1f s", progress.seconds()));
    progress.say("  page       " + venue.gatewayUrl() + "/");
    progress.say("  gateway    " + venue.gatewayUrl() + "/v1/info");
    progress.say("  history    http://127.0.0.1:" + venue.ports().history() + "/health");
    progress.say("  bridge     http://127.0.0.1:" + venue.ports().bridge() + "/v1/batches/last");
    progress.say("  oracle     http://127.0.0.1:" + venue.ports().oracle() + "/v1/prices");
    progress.say("  chain      " + venue.chainUrl() + " (chain id " + Venue.CHAIN_ID + ")");
    progress.say("  contracts  " + venue.deployment());
    progress.say("  data       " + venue.data());
    progress.say("");
    progress.say("demo keys, known to everybody, for this local chain only:");
    for (DemoKey key : DemoKey.values()) {
      progress.say("  " + key.privateKey() + "  " + key.use());
    }
    progress.say("Ctrl-C stops the venue; its data stays.");
    progress.say("");
  }

  private static int watch(Venue venue, MarketMaker maker, CountDownLatch stopAsked)
      throws InterruptedException {
    boolean terminal = System.console() != null && System.console().isTerminal();
    while (!stopAsked.await(1, TimeUnit.SECONDS)) {
      venue.crashed().ifPresent(Up::refuse);
      if (terminal) {
        System.out.print("\r" + maker.status() + "   ");
        System.out.flush();
      }
    }
    return 0;
  }

  private static void refuse(Child crashed) {
    throw new VenueException(
        crashed.name()
            + " ended by itself with code "
            + crashed.exitCode()
            + ": "
            + crashed.lastWords());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
