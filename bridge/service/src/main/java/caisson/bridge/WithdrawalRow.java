package caisson.bridge;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A payout as its batch created it. */
@Entity
@Immutable
@Table(name = "withdrawal")
@IdClass(WithdrawalRow.Key.class)
public class WithdrawalRow {
  @Id public long batchNo;
  @Id public int withdrawalIndex;
  public int account;
  public int asset;
  public long units;
  public String destination;
  public int lane;
  public byte[] path;

  public record Key(long batchNo, int withdrawalIndex) {}
}
