package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.ScopeCheck.AGENT;

import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;
import caisson.simulator.AgentTwin.Agent;
import caisson.simulator.AgentTwin.Key;
import org.agrona.DirectBuffer;

/** Keys are what their owner made them, and one that ran out never returns. */
final class KeyCheck {
  private final Ledger ledger;
  private final AgentTwin twin;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final RegisterAgentDecoder register = new RegisterAgentDecoder();
  private long returned;

  KeyCheck(Ledger ledger) {
    this.ledger = ledger;
    twin = ledger.agents;
  }

  /** Keys that had run out and were named again. */
  long returned() {
    return returned;
  }

  /** What an owner asked for. */
  void refused(RejectReason reason, DirectBuffer command) {
    var c = register.wrapAndApplyHeader(command, 0, header);
    Key key = Key.read(command, c.offset() + RegisterAgentDecoder.agentEncodingOffset());
    Agent before = twin.find(c.account(), key);
    boolean over = before != null && before.expired(ledger.timeNs);
    unless(reason != RejectReason.NOT_OWNER, AGENT, "an owner is none");
    if (reason == RejectReason.AGENT_EXPIRED) {
      unless(over, AGENT, "a key that has not run out does not return");
      returned++;
    }
    if (reason == RejectReason.EXPIRED) {
      unless(before == null && c.expiryNs() <= ledger.timeNs, AGENT, "a new key in time refused");
    }
    if (reason == RejectReason.BOUND_EXCEEDED) {
      boolean full = twin.of(c.account()).size() >= Run.LIMITS.agentsPerAccount();
      full |= twin.count() >= Run.LIMITS.agents();
      unless(before == null && full, AGENT, "a key refused for room that there is");
    }
  }

  void onRegistered(AgentRegisteredDecoder e, DirectBuffer buffer, DirectBuffer command) {
    var c = register.wrapAndApplyHeader(command, 0, header);
    Key key = Key.read(buffer, e.offset() + AgentRegisteredDecoder.agentEncodingOffset());
    Key asked = Key.read(command, c.offset() + RegisterAgentDecoder.agentEncodingOffset());
    boolean same = key.equals(asked) && e.account() == c.account();
    same &= e.expiryNs() == c.expiryNs() && e.maxNotionalPerDay() == c.maxNotionalPerDay();
    same &= e.maxOrderNotional() == c.maxOrderNotional() && e.markets() == c.markets();
    same &= e.maxPosition() == c.maxPosition() && e.bandPpm() == c.bandPpm();
    unless(same, AGENT, "another scope than the owner's");
    unless(!key.none() && !twin.owns(e.account(), key), AGENT, "an owner, or nobody, as an agent");
    Agent known = twin.find(e.account(), key);
    if (known != null) {
      unless(!known.expired(ledger.timeNs), AGENT, "a key that had run out returned");
    } else {
      unless(e.expiryNs() > ledger.timeNs, AGENT, "a new key that has run out");
    }
    Agent scope = known == null ? new Agent() : known;
    scope.expiryNs = e.expiryNs();
    scope.perDay = e.maxNotionalPerDay();
    scope.perOrder = e.maxOrderNotional();
    scope.markets = e.markets();
    scope.maxPosition = e.maxPosition();
    scope.bandPpm = e.bandPpm();
    twin.add(e.account(), key, scope);
  }
}
