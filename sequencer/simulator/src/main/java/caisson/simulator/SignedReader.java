package caisson.simulator;

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
import caisson.simulator.AgentTwin.Key;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Who signed a command, for whom and until when. */
final class SignedReader {
  /**
   * What is read of any signed command.
   *
   * @param owners whether only the account's owner may sign such a one
   */
  record Signed(int account, Key key, long nonce, long expiryNs, boolean owners) {}

  private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;

  /** A signer and the signature behind it. */
  private static final int SIGNED = 20 + 65;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final PlaceOrderDecoder place = new PlaceOrderDecoder();
  private final SubmitOrderDecoder submit = new SubmitOrderDecoder();
  private final SubmitOrdersDecoder bundle = new SubmitOrdersDecoder();
  private final AmendOrderDecoder amend = new AmendOrderDecoder();
  private final CancelOrderDecoder cancel = new CancelOrderDecoder();
  private final CancelOrdersDecoder cancelAll = new CancelOrdersDecoder();
  private final PlaceTriggerDecoder trigger = new PlaceTriggerDecoder();
  private final PlaceScaleDecoder scale = new PlaceScaleDecoder();
  private final PlaceTwapDecoder twap = new PlaceTwapDecoder();
  private final ScheduleCancelDecoder schedule = new ScheduleCancelDecoder();
  private final OfferBackstopDecoder offer = new OfferBackstopDecoder();
  private final RegisterAgentDecoder agent = new RegisterAgentDecoder();
  private final RequestWithdrawalDecoder withdraw = new RequestWithdrawalDecoder();
  private final TransferUnitsDecoder transfer = new TransferUnitsDecoder();
  private final SetAccountLevelDecoder level = new SetAccountLevelDecoder();

  /** Null for bytes that nobody has signed, or too few of them. */
  @Nullable Signed read(int template, DirectBuffer b, int length) {
    if (length < BODY || length < BODY + header.wrap(b, 0).blockLength()) {
      return null;
    }
    return switch (template) {
      case PlaceOrderDecoder.TEMPLATE_ID -> {
        var c = place.wrapAndApplyHeader(b, 0, header);
        int at = PlaceOrderDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case SubmitOrderDecoder.TEMPLATE_ID -> {
        var c = submit.wrapAndApplyHeader(b, 0, header);
        int at = SubmitOrderDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case SubmitOrdersDecoder.TEMPLATE_ID -> {
        var c = bundle.wrapAndApplyHeader(b, 0, header);
        int at = SubmitOrdersDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case AmendOrderDecoder.TEMPLATE_ID -> {
        var c = amend.wrapAndApplyHeader(b, 0, header);
        int at = AmendOrderDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case CancelOrderDecoder.TEMPLATE_ID -> {
        var c = cancel.wrapAndApplyHeader(b, 0, header);
        int at = CancelOrderDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case CancelOrdersDecoder.TEMPLATE_ID -> {
        var c = cancelAll.wrapAndApplyHeader(b, 0, header);
        int at = CancelOrdersDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case PlaceTriggerDecoder.TEMPLATE_ID -> {
        var c = trigger.wrapAndApplyHeader(b, 0, header);
        int at = PlaceTriggerDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case PlaceScaleDecoder.TEMPLATE_ID -> {
        var c = scale.wrapAndApplyHeader(b, 0, header);
        int at = PlaceScaleDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case PlaceTwapDecoder.TEMPLATE_ID -> {
        var c = twap.wrapAndApplyHeader(b, 0, header);
        int at = PlaceTwapDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case ScheduleCancelDecoder.TEMPLATE_ID -> {
        var c = schedule.wrapAndApplyHeader(b, 0, header);
        int at = ScheduleCancelDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case OfferBackstopDecoder.TEMPLATE_ID -> {
        var c = offer.wrapAndApplyHeader(b, 0, header);
        int at = OfferBackstopDecoder.signerEncodingOffset();
        yield user(b, length, c.account(), at, c.nonce(), c.expiryNs());
      }
      case RegisterAgentDecoder.TEMPLATE_ID -> {
        int account = agent.wrapAndApplyHeader(b, 0, header).account();
        yield owner(b, length, account, RegisterAgentDecoder.signerEncodingOffset());
      }
      case RequestWithdrawalDecoder.TEMPLATE_ID -> {
        int account = withdraw.wrapAndApplyHeader(b, 0, header).account();
        yield owner(b, length, account, RequestWithdrawalDecoder.signerEncodingOffset());
      }
      case TransferUnitsDecoder.TEMPLATE_ID -> {
        int account = transfer.wrapAndApplyHeader(b, 0, header).from();
        yield owner(b, length, account, TransferUnitsDecoder.signerEncodingOffset());
      }
      case SetAccountLevelDecoder.TEMPLATE_ID -> {
        int account = level.wrapAndApplyHeader(b, 0, header).account();
        yield owner(b, length, account, SetAccountLevelDecoder.signerEncodingOffset());
      }
      default -> null;
    };
  }

  private static @Nullable Signed user(
      DirectBuffer b, int length, int account, int at, long nonce, long expiryNs) {
    return length < BODY + at + SIGNED
        ? null
        : new Signed(account, Key.read(b, BODY + at), nonce, expiryNs, false);
  }

  private static @Nullable Signed owner(DirectBuffer b, int length, int account, int at) {
    return length < BODY + at + SIGNED
        ? null
        : new Signed(account, Key.read(b, BODY + at), 0, Long.MAX_VALUE, true);
  }
}
