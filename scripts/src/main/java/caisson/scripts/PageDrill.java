package caisson.scripts;

import caisson.sdk.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The market page in a real browser: its book moves, nothing comes from outside. */
@Command(
    name = "page",
    mixinStandardHelpOptions = true,
    description = "Opens the page of a fresh private venue in a real browser and saves a picture.")
final class PageDrill implements Callable<Integer> {
  @Mixin private VenueOptions options = new VenueOptions();

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "where the screenshot goes (default: scripts/target/page.png)")
  private Path picture;

  @Override
  public Integer call() throws Exception {
    Path root = Installation.find().root();
    Path script = root.resolve("scripts/browser/page.mjs");
    Path saved =
        picture != null ? picture.toAbsolutePath() : root.resolve("scripts/target/page.png");
    return new PrivateVenue("page", options)
        .run(
            (venue, story) -> {
              story.chapter("A browser opens the page");
              try (var maker = new MarketMaker(venue)) {
                maker.open();
                look(script, venue.gatewayUrl() + "/", saved, story);
              }
              story.tell("picture " + saved);
            });
  }

  /** The script tells each of its checks as one JSON line. */
  private static void look(Path script, String url, Path saved, Story story)
      throws IOException, InterruptedException {
    Process browser =
        new ProcessBuilder("node", script.toString(), url, saved.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(browser.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Json check = Json.parse(line);
        story.check(check.text("name"), check.flag("holds"), check.text("found"));
      }
    }
    story.equal("the browser's exit code", 0, browser.waitFor());
  }
}
