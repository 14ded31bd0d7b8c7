package caisson.attestor;

import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.protocol.SetAccountLevelDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TransferUnitsDecoder;
import caisson.signing.Address;
import caisson.signing.AgentScope;
import caisson.signing.Signature;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the signature of every command of a user that was not rejected, on a thread of its own.
 * The engine trusted the gateway for it; here the trust ends: one command whose signer did not sign
 * it, and no window from that one on is attested.
 *
 * <p>The queue is bounded; a full one holds the replay back.
 */
final class SignatureCheck implements AutoCloseable {
  private static final int QUEUE = 65_536;

  private sealed interface Work {}

  private record Check(long sequence, byte[] command) implements Work {}

  private record End(long sequence) implements Work {}

  private final Domain domain;
  private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final PlaceOrderDecoder placeOrder = new PlaceOrderDecoder();
  private final OrderCommands orderCommands = new OrderCommands();
  private final OfferBackstopDecoder offerBackstop = new OfferBackstopDecoder();
  private final CancelOrderDecoder cancelOrder = new CancelOrderDecoder();
  private final RegisterAgentDecoder registerAgent = new RegisterAgentDecoder();
  private final SetAccountLevelDecoder setAccountLevel = new SetAccountLevelDecoder();
  private final TransferUnitsDecoder transferUnits = new TransferUnitsDecoder();
  private final RequestWithdrawalDecoder requestWithdrawal = new RequestWithdrawalDecoder();
  private volatile long checkedSequence;
  private volatile @Nullable Refusal forged;
  private volatile long forgedSequence = Long.MAX_VALUE;

  SignatureCheck(Domain domain) {
    this.domain = domain;
    thread = new Thread(this::run, "signature-check");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes a copy of an applied command; those nobody signed are passed over. */
  void submit(long sequence, DirectBuffer command, int length) {
    if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
      return;
    }
    switch (new MessageHeaderDecoder().wrap(command, 0).templateId()) {
      case PlaceOrderDecoder.TEMPLATE_ID,
          SubmitOrderDecoder.TEMPLATE_ID,
          SubmitOrdersDecoder.TEMPLATE_ID,
          AmendOrderDecoder.TEMPLATE_ID,
          CancelOrdersDecoder.TEMPLATE_ID,
          PlaceScaleDecoder.TEMPLATE_ID,
          PlaceTwapDecoder.TEMPLATE_ID,
          PlaceTriggerDecoder.TEMPLATE_ID,
          ScheduleCancelDecoder.TEMPLATE_ID,
          OfferBackstopDecoder.TEMPLATE_ID,
          CancelOrderDecoder.TEMPLATE_ID,
          RegisterAgentDecoder.TEMPLATE_ID,
          SetAccountLevelDecoder.TEMPLATE_ID,
          TransferUnitsDecoder.TEMPLATE_ID,
          RequestWithdrawalDecoder.TEMPLATE_ID -> {
        byte[] bytes = new byte[length];
        command.getBytes(0, bytes);
        put(new Check(sequence, bytes));
      }
      default -> {
        // Not a message of a user.
      }
    }
  }

  /** All commands up to this sequence were submitted. */
  void endOf(long sequence) {
    put(new End(sequence));
  }

  /** Every command up to here was looked at. */
  long checkedSequence() {
    return checkedSequence;
  }

  /** The first forged command when it stands at or before the sequence. */
  Optional<Refusal> forgedUpTo(long sequence) {
    return forgedSequence <= sequence ? Optional.ofNullable(forged) : Optional.empty();
  }

  private void put(Work work) {
    try {
      queue.put(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the signature queue was full", e);
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        switch (queue.take()) {
          case Check check -> check(check);
          case End end -> checkedSequence = end.sequence;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // checkedSequence stands still from here on, so nothing more is signed.
      System.err.println("attestor: signature check stopped: " + e);
    }
  }

  private void check(Check check) throws InterruptedException {
    UnsafeBuffer buffer = new UnsafeBuffer(check.command);
    SigningDomain signingDomain = awaitDomain();
    Address[] signer = new Address[1];
    byte[] signature = new byte[Signature.LENGTH];
    TypedMessage message = decode(buffer, signer, signature);
    boolean valid;
    try {
      valid = Signature.of(signature).isBy(signer[0], signingDomain.digest(message));
    } catch (IllegalArgumentException e) {
      valid = false;
    }
    if (!valid && forged == null) {
      forged =
          Refusal.difference(
              "FORGED_SIGNATURE", "sequence=%d signer=%s".formatted(check.sequence, signer[0]));
      forgedSequence = check.sequence;
      System.err.println("attestor: forged signature, " + forged.detail());
    }
  }

  /** Users sign for the deployed contracts, so a command of theirs means the file is near. */
  private SigningDomain awaitDomain() throws InterruptedException {
    while (true) {
      Optional<SigningDomain> known = domain.read();
      if (known.isPresent()) {
        return known.get();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private TypedMessage decode(UnsafeBuffer buffer, Address[] signer, byte[] signature) {
    switch (header.wrap(buffer, 0).templateId()) {
      case PlaceOrderDecoder.TEMPLATE_ID -> {
        PlaceOrderDecoder m = placeOrder.wrapAndApplyHeader(buffer, 0, header);
        signer[0] = address(buffer, m.offset() + PlaceOrderDecoder.signerEncodingOffset());
        buffer.getBytes(m.offset() + PlaceOrderDecoder.signatureEncodingOffset(), signature);
        return new OrderMessage(
            m.account(),
            m.market(),
            m.sideRaw(),
            m.timeInForceRaw(),
            m.limitTicks(),
            m.lots(),
            m.nonce(),
            m.expiryNs(),
            m.clientOrderId().high(),
            m.clientOrderId().low());
      }
      case SubmitOrderDecoder.TEMPLATE_ID,
          SubmitOrdersDecoder.TEMPLATE_ID,
          AmendOrderDecoder.TEMPLATE_ID,
          CancelOrdersDecoder.TEMPLATE_ID,
          PlaceScaleDecoder.TEMPLATE_ID,
          PlaceTwapDecoder.TEMPLATE_ID,
          PlaceTriggerDecoder.TEMPLATE_ID,
          ScheduleCancelDecoder.TEMPLATE_ID -> {
        TypedMessage message = orderCommands.message(buffer);
        signer[0] = address(buffer, orderCommands.signerOffset());
        buffer.getBytes(orderCommands.signatureOffset(), signature);
        return message;
      }
      case CancelOrderDecoder.TEMPLATE_ID -> {
        CancelOrderDecoder m = cancelOrder.wrapAndApplyHeader(buffer, 0, header);
        signer[0] = address(buffer, m.offset() + CancelOrderDecoder.signerEncodingOffset());
        buffer.getBytes(m.offset() + CancelOrderDecoder.signatureEncodingOffset(), signature);
        return new CancelMessage(m.account(), m.market(), m.orderId(), m.nonce(), m.expiryNs());
      }
      case OfferBackstopDecoder.TEMPLATE_ID -> {
        OfferBackstopDecoder m = offerBackstop.wrapAndApplyHeader(buffer, 0, header);
        signer[0] = address(buffer, m.offset() + OfferBackstopDecoder.signerEncodingOffset());
        buffer.getBytes(m.offset() + OfferBackstopDecoder.signatureEncodingOffset(), signature);
        return new BackstopMessage(
            m.account(), m.market(), m.capacityLots(), m.premiumPpm(), m.nonce(), m.expiryNs());
      }
      case RegisterAgentDecoder.TEMPLATE_ID -> {
        RegisterAgentDecoder m = registerAgent.wrapAndApplyHeader(buffer, 0, header);
        signer[0] = address(buffer, m.offset() + RegisterAgentDecoder.signerEncodingOffset());
        buffer.getBytes(m.offset() + RegisterAgentDecoder.signatureEncodingOffset(), signature);
        return new AgentMessage(
            m.account(),
            address(buffer, m.offset() + RegisterAgentDecoder.agentEncodingOffset()),
            new AgentScope(
                m.expiryNs(),
                m.maxNotionalPerDay(),
                m.maxOrderNotional(),
                m.markets(),
                m.maxPosition(),
                m.bandPpm()),
            m.nonce());
      }
      case SetAccountLevelDecoder.TEMPLATE_ID -> {
        SetAccountLevelDecoder m = setAccountLevel.wrapAndApplyHeader(buffer, 0, header);
        signer[0] = address(buffer, m.offset() + SetAccountLevelDecoder.signerEncodingOffset());
        buffer.getBytes(m.offset() + SetAccountLevelDecoder.signatureEncodingOffset(), signature);
        return new LevelMessage(m.account(), m.levelRaw(), m.nonce(), m.expiryNs());
      }
      case TransferUnitsDecoder.TEMPLATE_ID -> {
        TransferUnitsDecoder m = transferUnits.wrapAndApplyHeader(buffer, 0, header);
        signer[0] = address(buffer, m.offset() + TransferUnitsDecoder.signerEncodingOffset());
        buffer.getBytes(m.offset() + TransferUnitsDecoder.signatureEncodingOffset(), signature);
        return new TransferMessage(m.from(), m.to(), m.asset(), m.units(), m.nonce(), m.expiryNs());
      }
      default -> {
        RequestWithdrawalDecoder m = requestWithdrawal.wrapAndApplyHeader(buffer, 0, header);
        signer[0] = address(buffer, m.offset() + RequestWithdrawalDecoder.signerEncodingOffset());
        buffer.getBytes(m.offset() + RequestWithdrawalDecoder.signatureEncodingOffset(), signature);
        return new WithdrawMessage(
            m.account(),
            m.asset(),
            m.units(),
            address(buffer, m.offset() + RequestWithdrawalDecoder.destinationEncodingOffset()),
            m.nonce(),
            m.expiryNs());
      }
    }
  }

  private static Address address(DirectBuffer buffer, int offset) {
    byte[] bytes = new byte[Address.LENGTH];
    buffer.getBytes(offset, bytes);
    return Address.of(bytes);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
