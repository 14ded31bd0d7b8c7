package caisson.engine.wire;

import caisson.protocol.TriggerWhen;

/** A trigger as a command carries it: an order, and where the mark must be for it to come in. */
public final class TriggerTerms {
  public final Submission order = new Submission();
  public long triggerTicks;
  public long group;
  public TriggerWhen when = TriggerWhen.AT_OR_ABOVE;
}
