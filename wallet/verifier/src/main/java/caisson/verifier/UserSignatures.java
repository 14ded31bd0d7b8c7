package caisson.verifier;

import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.GroupSizeEncodingDecoder;
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
import caisson.protocol.SubmitOrdersDecoder.EntriesDecoder;
import caisson.protocol.TransferUnitsDecoder;
import caisson.signing.Address;
import caisson.signing.AgentScope;
import caisson.signing.BundleEntry;
import caisson.signing.Signature;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.AmendMessage;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.BundleMessage;
import caisson.signing.TypedMessage.CancelAllMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.ScaleMessage;
import caisson.signing.TypedMessage.ScheduleMessage;
import caisson.signing.TypedMessage.SubmitMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.TriggerMessage;
import caisson.signing.TypedMessage.TwapMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * No user command without its user: the signature in the log must be by the signer the log names.
 * The engine then decides what he may.
 */
final class UserSignatures {
  private final SigningDomain domain;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final PlaceOrderDecoder order = new PlaceOrderDecoder();
  private final SubmitOrderDecoder submit = new SubmitOrderDecoder();
  private final SubmitOrdersDecoder bundle = new SubmitOrdersDecoder();
  private final AmendOrderDecoder amend = new AmendOrderDecoder();
  private final CancelOrdersDecoder cancelAll = new CancelOrdersDecoder();
  private final PlaceTriggerDecoder trigger = new PlaceTriggerDecoder();
  private final PlaceScaleDecoder scale = new PlaceScaleDecoder();
  private final PlaceTwapDecoder twap = new PlaceTwapDecoder();
  private final ScheduleCancelDecoder schedule = new ScheduleCancelDecoder();
  private final OfferBackstopDecoder backstop = new OfferBackstopDecoder();
  private final CancelOrderDecoder cancel = new CancelOrderDecoder();
  private final RegisterAgentDecoder agent = new RegisterAgentDecoder();
  private final SetAccountLevelDecoder level = new SetAccountLevelDecoder();
  private final TransferUnitsDecoder transfer = new TransferUnitsDecoder();
  private final RequestWithdrawalDecoder withdrawal = new RequestWithdrawalDecoder();
  private @Nullable Checked checked;

  UserSignatures(SigningDomain domain) {
    this.domain = domain;
  }

  /** A message that was signed by its signer. */
  record Checked(TypedMessage message, Address signer, byte[] signature) {}

  /** What the command's user signed; null for a command of the house. */
  @Nullable Checked check(long sequence, DirectBuffer command) {
    checked = null;
    read(sequence, command);
    return checked;
  }

  private void read(long sequence, DirectBuffer command) {
    if (command.capacity() < MessageHeaderDecoder.ENCODED_LENGTH) {
      return;
    }
    header.wrap(command, 0);
    // A shorter block than the schema's is malformed, and the engine refuses it.
    int room = command.capacity() - MessageHeaderDecoder.ENCODED_LENGTH;
    switch (header.templateId()) {
      case PlaceOrderDecoder.TEMPLATE_ID -> {
        if (room >= PlaceOrderDecoder.BLOCK_LENGTH) {
          checkOrder(sequence, command);
        }
      }
      case SubmitOrderDecoder.TEMPLATE_ID -> {
        if (room >= SubmitOrderDecoder.BLOCK_LENGTH) {
          checkSubmit(sequence, command);
        }
      }
      case SubmitOrdersDecoder.TEMPLATE_ID -> {
        if (room >= SubmitOrdersDecoder.BLOCK_LENGTH && isWhole(command, room)) {
          checkBundle(sequence, command);
        }
      }
      case AmendOrderDecoder.TEMPLATE_ID -> {
        if (room >= AmendOrderDecoder.BLOCK_LENGTH) {
          checkAmend(sequence, command);
        }
      }
      case CancelOrdersDecoder.TEMPLATE_ID -> {
        if (room >= CancelOrdersDecoder.BLOCK_LENGTH) {
          checkCancelAll(sequence, command);
        }
      }
      case PlaceTriggerDecoder.TEMPLATE_ID -> {
        if (room >= PlaceTriggerDecoder.BLOCK_LENGTH) {
          checkTrigger(sequence, command);
        }
      }
      case PlaceScaleDecoder.TEMPLATE_ID -> {
        if (room >= PlaceScaleDecoder.BLOCK_LENGTH) {
          checkScale(sequence, command);
        }
      }
      case PlaceTwapDecoder.TEMPLATE_ID -> {
        if (room >= PlaceTwapDecoder.BLOCK_LENGTH) {
          checkTwap(sequence, command);
        }
      }
      case ScheduleCancelDecoder.TEMPLATE_ID -> {
        if (room >= ScheduleCancelDecoder.BLOCK_LENGTH) {
          checkSchedule(sequence, command);
        }
      }
      case OfferBackstopDecoder.TEMPLATE_ID -> {
        if (room >= OfferBackstopDecoder.BLOCK_LENGTH) {
          checkBackstop(sequence, command);
        }
      }
      case CancelOrderDecoder.TEMPLATE_ID -> {
        if (room >= CancelOrderDecoder.BLOCK_LENGTH) {
          checkCancel(sequence, command);
        }
      }
      case RegisterAgentDecoder.TEMPLATE_ID -> {
        if (room >= RegisterAgentDecoder.BLOCK_LENGTH) {
          checkAgent(sequence, command);
        }
      }
      case RequestWithdrawalDecoder.TEMPLATE_ID -> {
        if (room >= RequestWithdrawalDecoder.BLOCK_LENGTH) {
          checkWithdrawal(sequence, command);
        }
      }
      case SetAccountLevelDecoder.TEMPLATE_ID -> {
        if (room >= SetAccountLevelDecoder.BLOCK_LENGTH) {
          checkLevel(sequence, command);
        }
      }
      case TransferUnitsDecoder.TEMPLATE_ID -> {
        if (room >= TransferUnitsDecoder.BLOCK_LENGTH) {
          checkTransfer(sequence, command);
        }
      }
      default -> {
        // Commands of the house carry no signature.
      }
    }
  }

  private void checkOrder(long sequence, DirectBuffer command) {
    order.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new OrderMessage(
            order.account(),
            order.market(),
            order.sideRaw(),
            order.timeInForceRaw(),
            order.limitTicks(),
            order.lots(),
            order.nonce(),
            order.expiryNs(),
            order.clientOrderId().high(),
            order.clientOrderId().low()),
        address(order::signer),
        bytes(Signature.LENGTH, order::signature));
  }

  private void checkSubmit(long sequence, DirectBuffer command) {
    submit.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new SubmitMessage(
            submit.account(),
            submit.market(),
            submit.sideRaw(),
            submit.timeInForceRaw(),
            submit.selfTradeRaw(),
            submit.reduceOnly(),
            submit.slide(),
            submit.limitTicks(),
            submit.lots(),
            submit.replaces(),
            submit.goodTillNs(),
            submit.nonce(),
            submit.expiryNs(),
            submit.clientOrderId().high(),
            submit.clientOrderId().low()),
        address(submit::signer),
        bytes(Signature.LENGTH, submit::signature));
  }

  /** Whether all the entries that the bundle counts are there. */
  private boolean isWhole(DirectBuffer command, int room) {
    int group = header.blockLength() + GroupSizeEncodingDecoder.ENCODED_LENGTH;
    if (header.blockLength() < SubmitOrdersDecoder.BLOCK_LENGTH || room < group) {
      return false;
    }
    bundle.wrapAndApplyHeader(command, 0, header);
    int entry = command.getShort(bundle.limit(), ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    int entries = command.getShort(bundle.limit() + 2, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    return entry >= EntriesDecoder.sbeBlockLength() && room >= group + entry * entries;
  }

  private void checkBundle(long sequence, DirectBuffer command) {
    bundle.wrapAndApplyHeader(command, 0, header);
    List<BundleEntry> entries = new ArrayList<>();
    for (var e : bundle.entries()) {
      entries.add(
          new BundleEntry(
              e.actionRaw(),
              e.market(),
              e.orderId(),
              e.sideRaw(),
              e.timeInForceRaw(),
              e.selfTradeRaw(),
              e.reduceOnly(),
              e.slide(),
              e.limitTicks(),
              e.lots(),
              e.goodTillNs(),
              e.clientOrderId().high(),
              e.clientOrderId().low()));
    }
    check(
        sequence,
        new BundleMessage(bundle.account(), entries, bundle.nonce(), bundle.expiryNs()),
        address(bundle::signer),
        bytes(Signature.LENGTH, bundle::signature));
  }

  private void checkAmend(long sequence, DirectBuffer command) {
    amend.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new AmendMessage(
            amend.account(),
            amend.market(),
            amend.orderId(),
            amend.limitTicks(),
            amend.lots(),
            amend.postOnly(),
            amend.selfTradeRaw(),
            amend.nonce(),
            amend.expiryNs()),
        address(amend::signer),
        bytes(Signature.LENGTH, amend::signature));
  }

  private void checkCancelAll(long sequence, DirectBuffer command) {
    cancelAll.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new CancelAllMessage(
            cancelAll.account(),
            cancelAll.market(),
            cancelAll.sidesRaw(),
            cancelAll.nonce(),
            cancelAll.expiryNs()),
        address(cancelAll::signer),
        bytes(Signature.LENGTH, cancelAll::signature));
  }

  private void checkTrigger(long sequence, DirectBuffer command) {
    trigger.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new TriggerMessage(
            trigger.account(),
            trigger.market(),
            trigger.sideRaw(),
            trigger.timeInForceRaw(),
            trigger.selfTradeRaw(),
            trigger.reduceOnly(),
            trigger.whenRaw(),
            trigger.triggerTicks(),
            trigger.limitTicks(),
            trigger.lots(),
            trigger.group(),
            trigger.nonce(),
            trigger.expiryNs(),
            trigger.clientOrderId().high(),
            trigger.clientOrderId().low()),
        address(trigger::signer),
        bytes(Signature.LENGTH, trigger::signature));
  }

  private void checkScale(long sequence, DirectBuffer command) {
    scale.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new ScaleMessage(
            scale.account(),
            scale.market(),
            scale.sideRaw(),
            scale.postOnly(),
            scale.selfTradeRaw(),
            scale.orders(),
            scale.fromTicks(),
            scale.toTicks(),
            scale.lots(),
            scale.goodTillNs(),
            scale.nonce(),
            scale.expiryNs(),
            scale.clientOrderId().high(),
            scale.clientOrderId().low()),
        address(scale::signer),
        bytes(Signature.LENGTH, scale::signature));
  }

  private void checkTwap(long sequence, DirectBuffer command) {
    twap.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new TwapMessage(
            twap.account(),
            twap.market(),
            twap.sideRaw(),
            twap.selfTradeRaw(),
            twap.reduceOnly(),
            twap.slices(),
            twap.intervalNs(),
            twap.limitTicks(),
            twap.lots(),
            twap.nonce(),
            twap.expiryNs(),
            twap.clientOrderId().high(),
            twap.clientOrderId().low()),
        address(twap::signer),
        bytes(Signature.LENGTH, twap::signature));
  }

  private void checkSchedule(long sequence, DirectBuffer command) {
    schedule.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new ScheduleMessage(
            schedule.account(), schedule.atNs(), schedule.nonce(), schedule.expiryNs()),
        address(schedule::signer),
        bytes(Signature.LENGTH, schedule::signature));
  }

  private void checkBackstop(long sequence, DirectBuffer command) {
    backstop.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new BackstopMessage(
            backstop.account(),
            backstop.market(),
            backstop.capacityLots(),
            backstop.premiumPpm(),
            backstop.nonce(),
            backstop.expiryNs()),
        address(backstop::signer),
        bytes(Signature.LENGTH, backstop::signature));
  }

  private void checkCancel(long sequence, DirectBuffer command) {
    cancel.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new CancelMessage(
            cancel.account(), cancel.market(), cancel.orderId(), cancel.nonce(), cancel.expiryNs()),
        address(cancel::signer),
        bytes(Signature.LENGTH, cancel::signature));
  }

  private void checkAgent(long sequence, DirectBuffer command) {
    agent.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new AgentMessage(
            agent.account(),
            address(agent::agent),
            new AgentScope(
                agent.expiryNs(),
                agent.maxNotionalPerDay(),
                agent.maxOrderNotional(),
                agent.markets(),
                agent.maxPosition(),
                agent.bandPpm()),
            agent.nonce()),
        address(agent::signer),
        bytes(Signature.LENGTH, agent::signature));
  }

  private void checkLevel(long sequence, DirectBuffer command) {
    level.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new LevelMessage(level.account(), level.levelRaw(), level.nonce(), level.expiryNs()),
        address(level::signer),
        bytes(Signature.LENGTH, level::signature));
  }

  private void checkTransfer(long sequence, DirectBuffer command) {
    transfer.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new TransferMessage(
            transfer.from(),
            transfer.to(),
            transfer.asset(),
            transfer.units(),
            transfer.nonce(),
            transfer.expiryNs()),
        address(transfer::signer),
        bytes(Signature.LENGTH, transfer::signature));
  }

  private void checkWithdrawal(long sequence, DirectBuffer command) {
    withdrawal.wrapAndApplyHeader(command, 0, header);
    check(
        sequence,
        new WithdrawMessage(
            withdrawal.account(),
            withdrawal.asset(),
            withdrawal.units(),
            address(withdrawal::destination),
            withdrawal.nonce(),
            withdrawal.expiryNs()),
        address(withdrawal::signer),
        bytes(Signature.LENGTH, withdrawal::signature));
  }

  private void check(long sequence, TypedMessage message, Address signer, byte[] signature) {
    boolean genuine;
    try {
      genuine = Signature.of(signature).isBy(signer, domain.digest(message));
    } catch (IllegalArgumentException malformed) {
      genuine = false;
    }
    Refusal.require(
        genuine, Refusal.Reason.USER_SIGNATURE, "sequence " + sequence + " signer " + signer);
    checked = new Checked(message, signer, signature);
  }

  private static Address address(IntUnaryOperator reader) {
    return Address.of(bytes(Address.LENGTH, reader));
  }

  private static byte[] bytes(int length, IntUnaryOperator reader) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) reader.applyAsInt(i);
    }
    return bytes;
  }
}
