package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A venue that nobody else uses, for one story: fresh data, free ports, gone afterwards. Only after
 * a failure, or in a folder the caller chose, its data and logs stay.
 */
final class PrivateVenue {
  private final String name;
  private final VenueOptions options;
  private @Nullable Venue venue;

  PrivateVenue(String name, VenueOptions options) {
    this.name = name;
    this.options = options;
  }

  /** What happens on the venue; it is asked once, when every process serves. */
  interface Tale {
    void tell(Venue venue, Story story) throws Exception;
  }

  /** Returns the exit code: 0 only when every assertion of the story held. */
  int run(Tale tale) throws Exception {
    Ports ports = options.portBase != null ? new Ports(options.portBase) : Ports.free();
    boolean ownFolder = options.data == null;
    Path data = ownFolder ? Files.createTempDirectory("caisson-" + name + "-") : chosenFolder();
    var story = new Story(name, System.out, options.json);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    try {
      story.chapter("A private venue on ports from " + ports.base());
      var started = new Venue(Installation.find(), ports, data, new Progress(story.text()));
      venue = started;
      started.start();
      tale.tell(started, story);
    } catch (VenueException e) {
      story.fail("the story", e.getMessage());
    } finally {
      stop();
    }
    int code = story.end();
    if (ownFolder && code == 0) {
      VenueOptions.delete(data);
    } else {
      System.err.println("data and logs stay in " + data);
    }
    return code;
  }

  private Path chosenFolder() throws IOException {
    Path data = options.data.toAbsolutePath().normalize();
    if (Files.exists(data.resolve("node"))) {
      throw new VenueException(
          name + " needs a folder of its own: " + data + " belongs to a venue already");
    }
    return data;
  }

  private synchronized void stop() {
    if (venue != null) {
      venue.close();
      venue = null;
    }
  }
}
