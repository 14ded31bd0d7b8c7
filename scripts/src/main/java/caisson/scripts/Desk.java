package caisson.scripts;

import caisson.client.CommandClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.client.SessionRefusedException;
import caisson.scripts.Answers.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Where operators' commands enter the log: one after the other, each sent again until the event log
 * tells what came of it. It reads the log from its beginning first.
 */
final class Desk implements AutoCloseable {
  /** Sources of request ids. */
  static final int LAUNCHER = 1;

  static final int OPERATOR = 4;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration RESEND = Duration.ofSeconds(5);
  private static final long PAUSE_NS = 1_000_000;
  private static final int POLL_EVENTS = 1_000;

  private final Answers answers;
  private final CommandClient commands;
  private final EventLog events;

  /**
   * @param key by which the node knows who sends; a file that is not there is none
   */
  Desk(NodeEndpoints node, Path directory, int source, Path key) {
    answers = new Answers(source);
    Path folder = directory.resolve("commands");
    commands =
        Files.exists(key)
            ? CommandClient.connect(node, folder, key)
            : CommandClient.connect(node, folder);
    events = EventLog.open(node, directory.resolve("events"), Cursor.START, answers);
  }

  /** What the log has said up to now. */
  Answers caughtUp() {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!events.live() || !commands.connected()) {
      long before = events.cursor().sequence();
      poll();
      if (events.cursor().sequence() != before) {
        end = System.nanoTime() + LIMIT.toNanos();
      }
      if (System.nanoTime() > end) {
        throw new VenueException("the node did not answer within " + LIMIT.toSeconds() + " s");
      }
    }
    return answers;
  }

  Answer send(OperatorCommand command) {
    long now = System.nanoTime();
    long end = now + LIMIT.toNanos();
    long next = now;
    Answer answer = answers.of(command);
    while (answer == null) {
      now = System.nanoTime();
      if (now > end) {
        throw new VenueException(
            command.line() + ": no answer of the node within " + LIMIT.toSeconds() + " s");
      }
      if (now >= next && commands.offer(command.buffer(), 0, command.length())) {
        next = now + RESEND.toNanos();
      }
      poll();
      answer = answers.of(command);
    }
    return answer;
  }

  private void poll() {
    int work = events.poll(POLL_EVENTS);
    try {
      work += commands.poll();
    } catch (SessionRefusedException e) {
      throw new VenueException(String.valueOf(e.getMessage()), e);
    }
    if (work == 0) {
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  @Override
  public void close() {
    events.close();
    commands.close();
  }
}
