package caisson.engine.wire;

/** Learns what commands are about to ask for before their turn; nothing of it was checked. */
public interface Outlook {
  void order(int account, int market, boolean buy, long limitTicks);

  void cancel(int account, int market, long orderId);
}
