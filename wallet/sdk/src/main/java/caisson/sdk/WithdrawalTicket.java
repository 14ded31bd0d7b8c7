package caisson.sdk;

import java.math.BigDecimal;

/**
 * An accepted withdrawal. (batchNo, index) is its name on chain, where the batch's proof makes it
 * payable.
 */
public record WithdrawalTicket(long batchNo, int index, BigDecimal balance, long sequence) {
  static WithdrawalTicket of(Json json) {
    return new WithdrawalTicket(
        json.integer("batchNo"),
        Math.toIntExact(json.integer("withdrawalIndex")),
        json.decimal("balance"),
        json.integer("sequence"));
  }
}
