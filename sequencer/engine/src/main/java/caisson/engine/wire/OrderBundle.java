package caisson.engine.wire;

import caisson.protocol.OrderAction;
import java.util.stream.Stream;

/** Entries about orders of one account, signed together; reused, valid during the call. */
public final class OrderBundle {
  public static final int MOST = 16;

  public final Entry[] entries = Stream.generate(Entry::new).limit(MOST).toArray(Entry[]::new);
  public int count;

  public static final class Entry {
    public OrderAction action = OrderAction.PLACE;

    /** The order to cancel. */
    public long cancels;

    public final Submission order = new Submission();
  }
}
