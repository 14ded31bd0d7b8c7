package caisson.chain;

import java.util.List;
import java.util.OptionalLong;

/**
 * Where a sender's decisions live. An attempt is durable when {@link #record} returns, and only
 * then is it sent.
 */
public interface Outbox {
  /** Attempts of the request, oldest first. */
  List<Attempt> attempts(String request);

  OptionalLong highestNonce();

  void record(Attempt attempt);
}
