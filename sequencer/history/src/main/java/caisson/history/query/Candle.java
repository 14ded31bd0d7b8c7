package caisson.history.query;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** One minute with at least one trade; minute counts from the epoch. */
@Entity
@Immutable
@Table(name = "candle_1m")
@IdClass(Candle.Key.class)
public class Candle {
  @Id public int market;
  @Id public long minute;
  public long openTicks;
  public long highTicks;
  public long lowTicks;
  public long closeTicks;
  public long lots;
  public long trades;

  public record Key(int market, long minute) {}
}
