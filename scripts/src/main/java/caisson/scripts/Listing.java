package caisson.scripts;

import caisson.client.NodeEndpoints;
import caisson.protocol.RejectReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lists the assets and markets of the local venue and sets their margin. What is listed already
 * stays as it is, so it runs at every start.
 */
final class Listing {
  private final Venue venue;

  Listing(Venue venue) {
    this.venue = venue;
  }

  void run() throws IOException {
    List<OperatorLine> lines = OperatorCommand.lines(Files.readAllLines(venue.markets()));
    var node = new NodeEndpoints("127.0.0.1", venue.ports().base());
    Path key = venue.keys().key(NodeKeys.LAUNCHER);
    try (var desk = new Desk(node, venue.data().resolve("launcher"), Desk.LAUNCHER, key)) {
      Answers answers = desk.caughtUp();
      for (OperatorCommand command : OperatorCommand.all(lines, answers.fromTheStart())) {
        RejectReason reason = desk.send(command).reason();
        if (reason != RejectReason.NONE
            && reason != RejectReason.ALREADY_EXISTS
            && reason != RejectReason.ALREADY_APPLIED) {
          throw new VenueException("a listing was refused: " + reason + ": " + command.line());
        }
      }
    }
  }
}
