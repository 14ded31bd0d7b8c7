package caisson.bridge;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** What a final block says about a batch. */
@Entity
@Immutable
@Table(name = "commitment")
public class CommitmentRow {
  @Id public long batchNo;
  public String headerHash;
  public long committedAt;
  public long block;
  public String transactionHash;
}
