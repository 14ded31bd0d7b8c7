package caisson.engine;

import caisson.protocol.AccountLevel;
import caisson.protocol.OfferBackstopEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.RegisterAgentEncoder;
import caisson.protocol.RestrictAccountEncoder;
import caisson.protocol.SetAccountLevelEncoder;
import caisson.protocol.TransferUnitsEncoder;

/** Commands about accounts and their agents. */
final class WireAccounts {
  private final Wire wire;

  WireAccounts(Wire wire) {
    this.wire = wire;
  }

  record AgentScope(
      long expiryNs, long perDay, long perOrder, long markets, long maxPosition, int bandPpm) {
    static AgentScope wide(long expiryNs, long perDay, long perOrder) {
      return new AgentScope(expiryNs, perDay, perOrder, -1, Long.MAX_VALUE, Integer.MAX_VALUE);
    }
  }

  int registerAccount(int account) {
    var c = new RegisterAccountEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).account(account);
    Wire.putKey(wire.buffer, c.offset() + RegisterAccountEncoder.ownerEncodingOffset(), account, 0);
    return 8 + c.encodedLength();
  }

  int registerAgent(
      int account, int agent, long expiryNs, long perDay, long perOrder, long nonce, int signer) {
    var scope = AgentScope.wide(expiryNs, perDay, perOrder);
    return registerAgent(account, agent, scope, nonce, signer);
  }

  int registerAgent(int account, int agent, AgentScope scope, long nonce, int signer) {
    var c = new RegisterAgentEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .expiryNs(scope.expiryNs)
        .maxNotionalPerDay(scope.perDay)
        .maxOrderNotional(scope.perOrder)
        .nonce(nonce)
        .markets(scope.markets)
        .maxPosition(scope.maxPosition)
        .bandPpm(scope.bandPpm);
    Wire.putKey(
        wire.buffer, c.offset() + RegisterAgentEncoder.agentEncodingOffset(), account, agent);
    Wire.putKey(
        wire.buffer, c.offset() + RegisterAgentEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int setAccountLevel(int account, AccountLevel level, long nonce, int signer) {
    var c = new SetAccountLevelEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .level(level)
        .nonce(nonce)
        .expiryNs(Long.MAX_VALUE);
    Wire.putKey(
        wire.buffer, c.offset() + SetAccountLevelEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int restrictAccount(int account, AccountLevel level) {
    var c = new RestrictAccountEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).account(account).level(level);
    return 8 + c.encodedLength();
  }

  int offerBackstop(
      int account,
      int market,
      long capacity,
      int premiumPpm,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new OfferBackstopEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).account(account).market(market).capacityLots(capacity);
    c.premiumPpm(premiumPpm).nonce(nonce).expiryNs(expiryNs);
    Wire.putKey(
        wire.buffer, c.offset() + OfferBackstopEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int transferUnits(int from, int to, int asset, long units, long nonce, int signer) {
    var c = new TransferUnitsEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).from(from).to(to).asset(asset).units(units).nonce(nonce);
    c.expiryNs(Long.MAX_VALUE);
    Wire.putKey(
        wire.buffer, c.offset() + TransferUnitsEncoder.signerEncodingOffset(), from, signer);
    return 8 + c.encodedLength();
  }
}
