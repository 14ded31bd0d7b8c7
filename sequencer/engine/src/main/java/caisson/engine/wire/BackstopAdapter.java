package caisson.engine.wire;

import caisson.protocol.OfferBackstopDecoder;
import org.agrona.DirectBuffer;

/** The command about standing offers; its block is all there. */
final class BackstopAdapter {
  private final OfferBackstopDecoder offerBackstop = new OfferBackstopDecoder();
  private final Signed signed = new Signed();
  private final BackstopCommands commands;

  BackstopAdapter(BackstopCommands commands) {
    this.commands = commands;
  }

  /** 0 for a template that is not this. */
  static int blockLengthOf(int template) {
    return template == OfferBackstopDecoder.TEMPLATE_ID ? OfferBackstopDecoder.BLOCK_LENGTH : 0;
  }

  /** Whether the template was this. */
  boolean dispatch(
      int template, DirectBuffer buffer, int body, int block, int version, long requestId) {
    if (template != OfferBackstopDecoder.TEMPLATE_ID) {
      return false;
    }
    var c = offerBackstop.wrap(buffer, body, block, version);
    int signer = body + OfferBackstopDecoder.signerEncodingOffset();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.offerBackstop(requestId, by, c.market(), c.capacityLots(), c.premiumPpm());
    return true;
  }
}
