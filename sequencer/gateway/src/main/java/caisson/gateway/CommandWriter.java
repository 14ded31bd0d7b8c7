package caisson.gateway;

import caisson.protocol.AccountLevel;
import caisson.protocol.CancelOrderEncoder;
import caisson.protocol.Lane;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OfferBackstopEncoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.RegisterAgentEncoder;
import caisson.protocol.RequestWithdrawalEncoder;
import caisson.protocol.SetAccountLevelEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferUnitsEncoder;
import caisson.signing.Address;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Signed messages as command bytes: the same values, field by field. */
final class CommandWriter {
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  private CommandWriter() {}

  static DirectBuffer place(long requestId, OrderMessage order, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + PlaceOrderEncoder.BLOCK_LENGTH]);
    PlaceOrderEncoder encoder =
        new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(requestId)
        .account(order.account())
        .market(order.market())
        .limitTicks(order.limitTicks())
        .lots(order.lots())
        .nonce(order.nonce())
        .expiryNs(order.expiryNs());
    encoder.clientOrderId().high(order.clientOrderIdHigh()).low(order.clientOrderIdLow());
    encoder
        .side(Side.get((short) order.side()))
        .timeInForce(TimeInForce.get((short) order.timeInForce()))
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer cancel(
      long requestId, CancelMessage cancel, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + CancelOrderEncoder.BLOCK_LENGTH]);
    new CancelOrderEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .account(cancel.account())
        .market(cancel.market())
        .orderId(cancel.orderId())
        .nonce(cancel.nonce())
        .expiryNs(cancel.expiryNs())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer backstop(
      long requestId, BackstopMessage offer, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + OfferBackstopEncoder.BLOCK_LENGTH]);
    new OfferBackstopEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .account(offer.account())
        .market(offer.market())
        .capacityLots(offer.capacityLots())
        .premiumPpm(offer.premiumPpm())
        .nonce(offer.nonce())
        .expiryNs(offer.expiryNs())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer agent(long requestId, AgentMessage agent, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + RegisterAgentEncoder.BLOCK_LENGTH]);
    new RegisterAgentEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .account(agent.account())
        .putAgent(agent.agent().bytes(), 0, Address.LENGTH)
        .expiryNs(agent.scope().expiryNs())
        .maxNotionalPerDay(agent.scope().maxNotionalPerDay())
        .maxOrderNotional(agent.scope().maxOrderNotional())
        .nonce(agent.nonce())
        .markets(agent.scope().markets())
        .maxPosition(agent.scope().maxPosition())
        .bandPpm(agent.scope().bandPpm())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer transfer(
      long requestId, TransferMessage transfer, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + TransferUnitsEncoder.BLOCK_LENGTH]);
    new TransferUnitsEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .from(transfer.from())
        .to(transfer.to())
        .asset(transfer.asset())
        .units(transfer.units())
        .nonce(transfer.nonce())
        .expiryNs(transfer.expiryNs())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer level(long requestId, LevelMessage level, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + SetAccountLevelEncoder.BLOCK_LENGTH]);
    new SetAccountLevelEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .account(level.account())
        .level(AccountLevel.get((short) level.level()))
        .nonce(level.nonce())
        .expiryNs(level.expiryNs())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer withdrawal(
      long requestId, WithdrawMessage withdrawal, Address signer, byte[] signature) {
    UnsafeBuffer buffer =
        new UnsafeBuffer(new byte[HEADER + RequestWithdrawalEncoder.BLOCK_LENGTH]);
    new RequestWithdrawalEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .account(withdrawal.account())
        .asset(withdrawal.asset())
        .units(withdrawal.units())
        .putDestination(withdrawal.destination().bytes(), 0, Address.LENGTH)
        .nonce(withdrawal.nonce())
        .expiryNs(withdrawal.expiryNs())
        .lane(Lane.STANDARD)
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }
}
