package caisson.verifier;

import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.ServeRequestDecoder;
import caisson.protocol.TriggerPlacedDecoder;
import caisson.protocol.TwapPlacedDecoder;
import caisson.signing.Address;
import caisson.signing.BundleEntry;
import caisson.signing.Keccak256;
import caisson.signing.TypedMessage;
import caisson.signing.TypedMessage.BundleMessage;
import caisson.signing.TypedMessage.ScaleMessage;
import caisson.signing.TypedMessage.TwapMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What each order may appeal to: the message its user signed, a request on chain, or nothing but a
 * liquidation. Learnt from commands and events in their order; never forgotten, since a replay has
 * an end.
 */
final class Orders {
  private static final long HOUSE = 1L << 52;
  private static final long SLICES = 1L << 60;
  private static final int SLICE_BITS = 10;
  private static final int REQUEST = 61;
  private static final int SERVE_REQUEST =
      MessageHeaderDecoder.ENCODED_LENGTH
          + ServeRequestDecoder.targetEncodingOffset()
          + Address.LENGTH;
  private static final int ROTATE = 4;
  private static final int PLACE = 0;

  /** What stands behind fills. */
  sealed interface Backing {}

  /** Judged by the state of the account. */
  record Liquidation() implements Backing {}

  /** By the hash of a request's evidence. */
  record OnChain(byte[] evidence) implements Backing {}

  /**
   * By the hash of a signed evidence; {@code open[0]} counts what several orders of one message
   * have left together, -1 for a message of one order.
   */
  record Signed(byte[] evidence, long[] open) implements Backing {}

  private record Grant(byte[] words, byte[] signature, Address owner) {}

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final Map<Integer, Address> owners = new HashMap<>();
  private final Map<String, Grant> grants = new HashMap<>();
  private final Map<Long, Backing> orders = new HashMap<>();
  private final Map<Long, Backing> twaps = new HashMap<>();
  private UserSignatures.@Nullable Checked message;
  private byte @Nullable [] request;
  private @Nullable Backing backing;

  /** The command whose events follow, and what its user signed. */
  void command(DirectBuffer command, UserSignatures.@Nullable Checked checked) {
    message = checked;
    backing = null;
    request = null;
    // Shorter than what is read here it is malformed, and the engine has refused it.
    if (command.capacity() >= SERVE_REQUEST
        && header.wrap(command, 0).templateId() == ServeRequestDecoder.TEMPLATE_ID) {
      var m = new ServeRequestDecoder().wrapAndApplyHeader(command, 0, header);
      request =
          ByteBuffer.allocate(1 + REQUEST)
              .put((byte) 5)
              .putLong(m.no())
              .putLong(m.timeS())
              .put((byte) m.kind())
              .putInt(m.account())
              .putInt(m.id())
              .putLong(m.amount())
              .putLong(m.limitTicks())
              .put(address(m::target).bytes())
              .array();
    }
  }

  boolean serving() {
    return request != null;
  }

  void event(int template, long timeNs, UnsafeBuffer event) {
    switch (template) {
      case AccountRegisteredDecoder.TEMPLATE_ID -> {
        var m = new AccountRegisteredDecoder().wrapAndApplyHeader(event, 0, header);
        owners.put(m.account(), address(m::owner));
      }
      case RequestServedDecoder.TEMPLATE_ID -> {
        var m = new RequestServedDecoder().wrapAndApplyHeader(event, 0, header);
        if (m.kind() == ROTATE && m.reason() == RejectReason.NONE) {
          owners.put(m.account(), address(m::target));
        }
      }
      case AgentRegisteredDecoder.TEMPLATE_ID -> {
        var m = new AgentRegisteredDecoder().wrapAndApplyHeader(event, 0, header);
        var by = signed();
        grants.put(
            m.account() + " " + address(m::agent),
            new Grant(by.message().encoded(), by.signature(), by.signer()));
      }
      case TwapPlacedDecoder.TEMPLATE_ID -> {
        var m = new TwapPlacedDecoder().wrapAndApplyHeader(event, 0, header);
        twaps.put(m.twapId(), backing(m.account(), timeNs));
      }
      case TriggerPlacedDecoder.TEMPLATE_ID -> {
        var m = new TriggerPlacedDecoder().wrapAndApplyHeader(event, 0, header);
        orders.put(m.triggerId(), backing(m.account(), timeNs));
      }
      case OrderAmendedDecoder.TEMPLATE_ID -> {
        var m = new OrderAmendedDecoder().wrapAndApplyHeader(event, 0, header);
        orders.put(m.orderId(), backing(m.account(), timeNs));
      }
      case OrderAcceptedDecoder.TEMPLATE_ID -> {
        var m = new OrderAcceptedDecoder().wrapAndApplyHeader(event, 0, header);
        long id = m.orderId();
        if (id >= SLICES) {
          orders.put(id, find(twaps, id - SLICES >> SLICE_BITS));
        } else if (id >= HOUSE && request == null) {
          orders.put(id, new Liquidation());
        } else if (!orders.containsKey(id)) {
          orders.put(id, backing(m.account(), timeNs));
        }
      }
      default -> {
        // No order comes by it.
      }
    }
  }

  Backing of(long order) {
    return find(orders, order);
  }

  private static Backing find(Map<Long, Backing> of, long id) {
    Backing found = of.get(id);
    Refusal.require(found != null, Refusal.Reason.FILL_ROOT, "a fill of no order: " + id);
    return Objects.requireNonNull(found);
  }

  private Backing backing(int account, long timeNs) {
    Backing made = backing;
    if (made == null) {
      byte[] asked = request;
      made = asked != null ? new OnChain(Keccak256.hash(asked)) : signed(account, timeNs);
      backing = made;
    }
    return made;
  }

  private Backing signed(int account, long timeNs) {
    var by = signed();
    byte[] words = by.message().encoded();
    boolean owner = by.signer().equals(owners.get(account));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(owner ? 1 : 2);
    out.write(words.length / 32);
    out.writeBytes(ByteBuffer.allocate(8).putLong(timeNs).array());
    out.writeBytes(words);
    if (owner) {
      out.writeBytes(by.signer().bytes());
      out.writeBytes(by.signature());
    } else {
      Grant grant = grants.get(account + " " + by.signer());
      Refusal.require(
          grant != null, Refusal.Reason.FILL_ROOT, "an order of nobody's agent: " + by.signer());
      Grant of = Objects.requireNonNull(grant);
      out.writeBytes(of.owner().bytes());
      out.write(of.words().length / 32);
      out.writeBytes(of.words());
      out.writeBytes(by.signature());
      out.writeBytes(of.signature());
    }
    return new Signed(Keccak256.hash(out.toByteArray()), new long[] {together(by.message())});
  }

  /** Lots of all orders of a message that makes several. */
  private static long together(TypedMessage message) {
    return switch (message) {
      case ScaleMessage scale -> scale.lots();
      case TwapMessage twap -> twap.lots();
      case BundleMessage bundle ->
          bundle.entries().stream()
              .filter(entry -> entry.action() == PLACE)
              .mapToLong(BundleEntry::lots)
              .sum();
      default -> -1;
    };
  }

  private UserSignatures.Checked signed() {
    UserSignatures.Checked by = message;
    if (by == null) {
      throw new Refusal(Refusal.Reason.FILL_ROOT, "an order that no user signed");
    }
    return by;
  }

  private static Address address(IntUnaryOperator reader) {
    byte[] bytes = new byte[Address.LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) reader.applyAsInt(i);
    }
    return Address.of(bytes);
  }
}
