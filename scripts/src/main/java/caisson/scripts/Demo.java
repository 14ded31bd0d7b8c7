package caisson.scripts;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The whole way of a user's money, told on a venue of its own. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Tells the end-to-end story on a fresh private venue and asserts every balance.")
final class Demo implements Callable<Integer> {
  @Mixin private VenueOptions options = new VenueOptions();

  @Override
  public Integer call() throws Exception {
    return new PrivateVenue("demo", options)
        .run((venue, story) -> new DemoTale(venue, story).tell());
  }
}
