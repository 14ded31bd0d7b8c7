package caisson.sdk;

import caisson.signing.TypedMessage.BackstopMessage;
import java.util.Map;

/**
 * A standing offer to take lines of a market that liquidation did not sell, at the mark. It stands
 * until it is changed or ended.
 *
 * @param capacityLots as far as the account's own line may come to on either side, above 0
 * @param premiumPpm asked, of the margin of what it takes; 1,000,000 is all of it
 */
public record BackstopOffer(
    int account, int market, long capacityLots, int premiumPpm, long nonce, long expiryNs) {
  private static final int MOST_PPM = 1_000_000;

  public BackstopOffer {
    if (capacityLots <= 0 || premiumPpm < 0 || premiumPpm > MOST_PPM) {
      throw new IllegalArgumentException(
          "capacity=%d lots, premium=%d ppm".formatted(capacityLots, premiumPpm));
    }
  }

  public BackstopMessage message() {
    return new BackstopMessage(account, market, capacityLots, premiumPpm, nonce, expiryNs);
  }

  Map<String, Object> body(Market listed) {
    return Json.object(
        "account",
        account,
        "market",
        market,
        "capacity",
        listed.quantity(capacityLots),
        "premiumPpm",
        premiumPpm,
        "nonce",
        Long.toString(nonce),
        "expiryNs",
        Long.toString(expiryNs));
  }
}
