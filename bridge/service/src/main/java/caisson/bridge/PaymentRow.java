package caisson.bridge;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A payout that a final block shows paid. */
@Entity
@Immutable
@Table(name = "payment")
@IdClass(WithdrawalRow.Key.class)
public class PaymentRow {
  @Id public long batchNo;
  @Id public int withdrawalIndex;
  public long block;
  public String transactionHash;
}
