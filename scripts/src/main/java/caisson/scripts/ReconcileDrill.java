package caisson.scripts;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The alarm of the three-sided comparison, seen to ring. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description = "Plants one unit in the books of a fresh private venue and waits for the alarm.")
final class ReconcileDrill implements Callable<Integer> {
  @Mixin private VenueOptions options = new VenueOptions();

  @Override
  public Integer call() throws Exception {
    return new PrivateVenue("reconcile", options)
        .run((venue, story) -> new ReconcileTale(venue, story).tell());
  }
}
