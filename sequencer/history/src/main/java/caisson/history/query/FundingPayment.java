package caisson.history.query;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** What a holder received at one funding tick, in micro-dollars; negative was paid. */
@Entity
@Immutable
@Table(name = "funding_payment")
@IdClass(FundingPayment.Key.class)
public class FundingPayment {
  @Id public int account;
  @Id public long sequence;
  @Id public int eventIndex;
  public int market;
  public long hour;
  public long timeNs;

  @Column(name = "rate_e9")
  public long rateE9;

  public long lots;
  public long amount;

  public record Key(int account, long sequence, int eventIndex) {}
}
