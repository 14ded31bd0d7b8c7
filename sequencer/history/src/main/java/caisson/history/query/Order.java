package caisson.history.query;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** An accepted order and its latest state. */
@Entity
@Immutable
@Table(name = "orders")
public class Order {
  @Id public long orderId;
  public int account;
  public int market;
  public String side;
  public String timeInForce;
  public long limitTicks;
  public long lots;
  public long remainingLots;
  public String status;
  public String cancelReason;
  public String clientOrderId;
  public long sequence;
  public long placedNs;
  public long updatedNs;
}
