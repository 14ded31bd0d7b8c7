package caisson.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** For a caller that checks the chain itself before it starts over, such as the deployer. */
public final class MemoryOutbox implements Outbox {
  private final List<Attempt> attempts = new ArrayList<>();

  @Override
  public List<Attempt> attempts(String request) {
    return attempts.stream().filter(attempt -> attempt.request().equals(request)).toList();
  }

  @Override
  public OptionalLong highestNonce() {
    return attempts.stream().mapToLong(Attempt::nonce).max();
  }

  @Override
  public void record(Attempt attempt) {
    attempts.add(attempt);
  }
}
