package caisson.clearing;

/**
 * One amount from one account to another in one asset: it cannot be unbalanced. The id is a
 * function of what caused it, so a transfer repeated is recognised for ever.
 *
 * <pre>
 * idHigh = source u16 | index u32 | leg u16        idLow = sequence, deposit number or batch number
 * </pre>
 */
public record Transfer(
    long idHigh,
    long idLow,
    LedgerAccount debit,
    LedgerAccount credit,
    long amount,
    PostingRule rule) {

  public Transfer {
    if (amount <= 0 || debit.equals(credit) || debit.asset() != credit.asset()) {
      throw new BrokenFold(
          "not a transfer: rule=%s debit=%s credit=%s amount=%d"
              .formatted(rule, debit, credit, amount));
    }
  }

  public int asset() {
    return debit.asset();
  }
}
