package caisson.bridge;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A batch as the resources read it. */
@Entity
@Immutable
@Table(name = "batch")
public class BatchRow {
  @Id public long no;
  public long seqFrom;
  public long seqTo;
  public long ts;
  public byte[] header;
  public String headerHash;
  public String root;
  public byte[] payload;
  public byte[] flows;
  public byte[] marks;
  public int withdrawals;
  public String transactionHash;
  public Long gasUsed;
  public int state;
}
