package caisson.clearing;

import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAction;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.ServeRequestDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TriggerCanceledDecoder;
import caisson.protocol.TriggerFailedDecoder;
import caisson.protocol.TriggerPlacedDecoder;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapPlacedDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind every live order, from the log alone: the command an order came by, who owned
 * the account then, and what he had let the key do that signed.
 *
 * <pre>
 * order ids   below 2^52 by a command (a scale or a bundle adds i * 2^48)   from 2^52 the venue's own
 *             from 2^60 a slice of the TWAP (id - 2^60) >> 10
 * </pre>
 */
final class Mandates {
  private static final long FIRST_HOUSE_ORDER = 1L << 52;
  private static final long FIRST_SLICE = 1L << 60;
  private static final int SLICE_BITS = 10;
  private static final int ADDRESS = 20;
  private static final int SIGNATURE = 65;
  private static final short ROTATE = 4;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CommandAppliedDecoder applied = new CommandAppliedDecoder();
  private final UnsafeBuffer command = new UnsafeBuffer(0, 0);
  private int commandTemplate;

  private final Map<Integer, byte[]> owners = new HashMap<>();
  private final Map<String, Mandate.Grant> grants = new HashMap<>();
  private final Map<Long, Mandate> orders = new HashMap<>();
  private final Map<Long, Mandate> twaps = new HashMap<>();
  // Made when the first event of the command at hand needs it; a scale asks for each of its orders.
  private @Nullable Mandate ofCommand;

  /** Every event but notes, in the order of the log, its offset at the message header. */
  void onEvent(int templateId, long timeNs, DirectBuffer buffer, int offset) {
    switch (templateId) {
      case CommandAppliedDecoder.TEMPLATE_ID -> onCommand(buffer, offset);
      case AccountRegisteredDecoder.TEMPLATE_ID -> {
        var m = new AccountRegisteredDecoder().wrapAndApplyHeader(buffer, offset, header);
        int owner = m.offset() + AccountRegisteredDecoder.ownerEncodingOffset();
        owners.put(m.account(), bytes(buffer, owner, ADDRESS));
      }
      case AgentRegisteredDecoder.TEMPLATE_ID -> onAgent();
      case OrderAcceptedDecoder.TEMPLATE_ID -> {
        var m = new OrderAcceptedDecoder().wrapAndApplyHeader(buffer, offset, header);
        onAccepted(m.orderId(), timeNs);
      }
      case OrderAmendedDecoder.TEMPLATE_ID -> {
        var m = new OrderAmendedDecoder().wrapAndApplyHeader(buffer, offset, header);
        orders.put(m.orderId(), ofCommand(timeNs));
      }
      case TriggerPlacedDecoder.TEMPLATE_ID -> {
        var m = new TriggerPlacedDecoder().wrapAndApplyHeader(buffer, offset, header);
        orders.put(m.triggerId(), ofCommand(timeNs));
      }
      case TwapPlacedDecoder.TEMPLATE_ID -> {
        var m = new TwapPlacedDecoder().wrapAndApplyHeader(buffer, offset, header);
        twaps.put(m.twapId(), ofCommand(timeNs));
      }
      case OrderCanceledDecoder.TEMPLATE_ID -> {
        var m = new OrderCanceledDecoder().wrapAndApplyHeader(buffer, offset, header);
        orders.remove(m.orderId());
      }
      case TriggerCanceledDecoder.TEMPLATE_ID -> {
        var m = new TriggerCanceledDecoder().wrapAndApplyHeader(buffer, offset, header);
        orders.remove(m.triggerId());
      }
      case TriggerFailedDecoder.TEMPLATE_ID -> {
        var m = new TriggerFailedDecoder().wrapAndApplyHeader(buffer, offset, header);
        orders.remove(m.triggerId());
      }
      case TwapEndedDecoder.TEMPLATE_ID -> {
        var m = new TwapEndedDecoder().wrapAndApplyHeader(buffer, offset, header);
        twaps.remove(m.twapId());
      }
      case RequestServedDecoder.TEMPLATE_ID -> onServed(buffer, offset);
      default -> {
        // Nothing about orders.
      }
    }
  }

  /** Of an order that fills; {@code remaining} is what it has after this. */
  Mandate of(long orderId, long remaining) {
    Mandate mandate = remaining == 0 ? orders.remove(orderId) : orders.get(orderId);
    if (mandate == null) {
      throw new BrokenFold("a fill of an order that was never accepted: order=" + orderId);
    }
    return mandate;
  }

  /** Whether the command at hand is a request of the chain's queue. */
  boolean isServing() {
    return commandTemplate == ServeRequestDecoder.TEMPLATE_ID;
  }

  private void onCommand(DirectBuffer buffer, int offset) {
    applied.wrapAndApplyHeader(buffer, offset, header);
    int length = applied.commandLength();
    byte[] copy = new byte[length];
    applied.getCommand(copy, 0, length);
    command.wrap(copy);
    commandTemplate =
        length < MessageHeaderDecoder.ENCODED_LENGTH ? 0 : header.wrap(command, 0).templateId();
    ofCommand = null;
  }

  private void onAgent() {
    var m = new RegisterAgentDecoder().wrapAndApplyHeader(command, 0, header);
    byte[] agent = field(m.offset(), RegisterAgentDecoder.agentEncodingOffset(), ADDRESS);
    grants.put(
        key(m.account(), agent),
        new Mandate.Grant(
            SignedWords.of(m, command),
            field(m.offset(), RegisterAgentDecoder.signatureEncodingOffset(), SIGNATURE),
            field(m.offset(), RegisterAgentDecoder.signerEncodingOffset(), ADDRESS)));
  }

  private void onServed(DirectBuffer buffer, int offset) {
    var m = new RequestServedDecoder().wrapAndApplyHeader(buffer, offset, header);
    if (m.kind() == ROTATE && m.reason() == RejectReason.NONE) {
      int target = m.offset() + RequestServedDecoder.targetEncodingOffset();
      owners.put(m.account(), bytes(buffer, target, ADDRESS));
    }
  }

  private void onAccepted(long orderId, long timeNs) {
    if (orderId >= FIRST_SLICE) {
      Mandate twap = twaps.get(orderId - FIRST_SLICE >> SLICE_BITS);
      if (twap == null) {
        throw new BrokenFold("a slice of no TWAP: order=" + orderId);
      }
      orders.put(orderId, twap);
    } else if (orderId >= FIRST_HOUSE_ORDER) {
      orders.put(orderId, isServing() ? ofCommand(timeNs) : Mandate.Liquidation.INSTANCE);
    } else if (!orders.containsKey(orderId)) {
      // Else a trigger that fired: it was signed when it was placed.
      orders.put(orderId, ofCommand(timeNs));
    }
  }

  private Mandate ofCommand(long timeNs) {
    Mandate mandate = ofCommand;
    if (mandate == null) {
      mandate = read(timeNs);
      ofCommand = mandate;
    }
    return mandate;
  }

  private Mandate read(long timeNs) {
    switch (commandTemplate) {
      case PlaceOrderDecoder.TEMPLATE_ID -> {
        var m = new PlaceOrderDecoder().wrapAndApplyHeader(command, 0, header);
        int signer = PlaceOrderDecoder.signerEncodingOffset();
        int signature = PlaceOrderDecoder.signatureEncodingOffset();
        return signed(SignedWords.of(m), m.account(), m.offset(), signer, signature, timeNs, 0);
      }
      case SubmitOrderDecoder.TEMPLATE_ID -> {
        var m = new SubmitOrderDecoder().wrapAndApplyHeader(command, 0, header);
        int signer = SubmitOrderDecoder.signerEncodingOffset();
        int signature = SubmitOrderDecoder.signatureEncodingOffset();
        return signed(SignedWords.of(m), m.account(), m.offset(), signer, signature, timeNs, 0);
      }
      case SubmitOrdersDecoder.TEMPLATE_ID -> {
        var m = new SubmitOrdersDecoder().wrapAndApplyHeader(command, 0, header);
        int signer = SubmitOrdersDecoder.signerEncodingOffset();
        int signature = SubmitOrdersDecoder.signatureEncodingOffset();
        byte[] words = SignedWords.of(m);
        return signed(words, m.account(), m.offset(), signer, signature, timeNs, placedLots(m));
      }
      case AmendOrderDecoder.TEMPLATE_ID -> {
        var m = new AmendOrderDecoder().wrapAndApplyHeader(command, 0, header);
        int signer = AmendOrderDecoder.signerEncodingOffset();
        int signature = AmendOrderDecoder.signatureEncodingOffset();
        return signed(SignedWords.of(m), m.account(), m.offset(), signer, signature, timeNs, 0);
      }
      case PlaceTriggerDecoder.TEMPLATE_ID -> {
        var m = new PlaceTriggerDecoder().wrapAndApplyHeader(command, 0, header);
        int signer = PlaceTriggerDecoder.signerEncodingOffset();
        int signature = PlaceTriggerDecoder.signatureEncodingOffset();
        return signed(SignedWords.of(m), m.account(), m.offset(), signer, signature, timeNs, 0);
      }
      case PlaceScaleDecoder.TEMPLATE_ID -> {
        var m = new PlaceScaleDecoder().wrapAndApplyHeader(command, 0, header);
        int signer = PlaceScaleDecoder.signerEncodingOffset();
        int signature = PlaceScaleDecoder.signatureEncodingOffset();
        long lots = m.lots();
        return signed(SignedWords.of(m), m.account(), m.offset(), signer, signature, timeNs, lots);
      }
      case PlaceTwapDecoder.TEMPLATE_ID -> {
        var m = new PlaceTwapDecoder().wrapAndApplyHeader(command, 0, header);
        int signer = PlaceTwapDecoder.signerEncodingOffset();
        int signature = PlaceTwapDecoder.signatureEncodingOffset();
        long lots = m.lots();
        return signed(SignedWords.of(m), m.account(), m.offset(), signer, signature, timeNs, lots);
      }
      case ServeRequestDecoder.TEMPLATE_ID -> {
        var m = new ServeRequestDecoder().wrapAndApplyHeader(command, 0, header);
        byte[] target = field(m.offset(), ServeRequestDecoder.targetEncodingOffset(), ADDRESS);
        return new Mandate.Request(
            new Bytes()
                .u64(m.no())
                .u64(m.timeS())
                .u8(m.kind())
                .u32(m.account())
                .u32(m.id())
                .u64(m.amount())
                .u64(m.limitTicks())
                .raw(target)
                .toArray());
      }
      default -> throw new BrokenFold("an order of a command of template " + commandTemplate);
    }
  }

  /** Of the orders of a bundle, of whatever markets. */
  private static long placedLots(SubmitOrdersDecoder bundle) {
    bundle.sbeRewind();
    long lots = 0;
    for (var entry : bundle.entries()) {
      lots += entry.action() == OrderAction.PLACE ? entry.lots() : 0;
    }
    return lots;
  }

  private Mandate signed(
      byte[] words,
      int account,
      int body,
      int signerOffset,
      int signatureOffset,
      long timeNs,
      long lots) {
    byte[] signer = field(body, signerOffset, ADDRESS);
    byte[] signature = field(body, signatureOffset, SIGNATURE);
    Mandate.Grant grant = null;
    if (!Arrays.equals(signer, owners.get(account))) {
      grant = grants.get(key(account, signer));
      if (grant == null) {
        throw new BrokenFold("an order of a key that was never registered: account=" + account);
      }
    }
    return new Mandate.Signed(words, signature, signer, grant, timeNs, lots);
  }

  private byte[] field(int body, int offset, int length) {
    return bytes(command, body + offset, length);
  }

  private static byte[] bytes(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }

  private static String key(int account, byte[] agent) {
    return account + "/" + HexFormat.of().formatHex(agent);
  }
}
