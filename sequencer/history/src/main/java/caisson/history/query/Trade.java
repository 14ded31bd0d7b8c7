package caisson.history.query;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** One match. */
@Entity
@Immutable
@Table(name = "trade")
@IdClass(Trade.Key.class)
public class Trade {
  @Id public long sequence;
  @Id public int eventIndex;
  public int market;
  public long timeNs;
  public long priceTicks;
  public long lots;
  public String takerSide;

  public record Key(long sequence, int eventIndex) {}
}
