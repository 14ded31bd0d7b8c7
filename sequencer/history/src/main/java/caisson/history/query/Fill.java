package caisson.history.query;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/**
 * One side of a trade; cash in micro-dollars, position in lots (perpetual) or base units (spot).
 */
@Entity
@Immutable
@Table(name = "fill")
@IdClass(Fill.Key.class)
public class Fill {
  @Id public int account;
  @Id public long sequence;
  @Id public int eventIndex;
  public int market;
  public long orderId;
  public long timeNs;
  public String side;
  public String liquidity;
  public long priceTicks;
  public long lots;
  public long fundingIndex;
  public long fee;
  public long cashDelta;
  public long cashAfter;
  public long positionAfter;

  public record Key(int account, long sequence, int eventIndex) {}
}
