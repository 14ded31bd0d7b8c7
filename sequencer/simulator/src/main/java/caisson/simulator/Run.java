package caisson.simulator;

import caisson.engine.EngineLimits;
import caisson.engine.EventSink;
import caisson.engine.StateMachine;
import caisson.protocol.RejectReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Plays steps through a real engine and audits all it says. A restart takes a snapshot, goes on
 * with a new engine made from it, and lets the old one run beside it for a while: both must say the
 * same bytes.
 */
final class Run {
  /** Small tables, so that full ones are met. */
  static final EngineLimits LIMITS = new EngineLimits(48, 3, 10, 700, 40, 80, 4, 25);

  static final int USERS = 20;

  /** First hour of log time that a day begins with. */
  static final long START_NS = 24 * 20_000L * 3_600_000_000_000L;

  private static final int BESIDE = 150;

  /** Hears every command that reaches the engine, and when. */
  interface Tape {
    void command(long timeNs, DirectBuffer buffer, int length);
  }

  private record Late(long due, long timeNs, byte[] bytes) {}

  private final Ledger ledger;
  private final Sender sender;
  private final Auditor auditor;
  private final SplitCheck splits = new SplitCheck();
  private final List<Late> underway = new ArrayList<>();
  private final EngineLimits limits;
  private final Tape tape;
  private final List<byte[]> said = new ArrayList<>();
  private final List<byte[]> saidBeside = new ArrayList<>();
  private Voice voice = new Voice();
  private StateMachine machine;
  private @Nullable StateMachine beside;
  private int besideLeft;
  private long timeNs = START_NS;
  private long played;
  private long commands;
  private int restarts;
  private long bent;
  private long bentTaken;

  Run() {
    this(LIMITS);
  }

  Run(EngineLimits limits) {
    this(limits, (timeNs, buffer, length) -> {});
  }

  Run(EngineLimits limits, Tape tape) {
    this.limits = limits;
    this.tape = tape;
    ledger = new Ledger(limits.users(), limits.assets(), limits.markets());
    sender = new Sender(ledger);
    auditor = new Auditor(ledger, sender);
    machine = new StateMachine(voice, limits);
  }

  Ledger ledger() {
    return ledger;
  }

  Auditor auditor() {
    return auditor;
  }

  StateMachine machine() {
    return machine;
  }

  /** Commands that reached the engine. */
  long commands() {
    return commands;
  }

  int restarts() {
    return restarts;
  }

  /** Steps whose bytes were bent. */
  long bent() {
    return bent;
  }

  /** Of those the ones that came at once and were not refused. */
  long bentTaken() {
    return bentTaken;
  }

  void play(Step step) {
    played++;
    timeNs += step.waitNs();
    if (step.verb() == Verb.RESTART) {
      restart();
    } else {
      send(step);
    }
    for (int i = 0; i < underway.size(); i++) {
      Late late = underway.get(i);
      if (late.due <= played) {
        underway.remove(i--);
        deliver(late.timeNs, new UnsafeBuffer(late.bytes), late.bytes.length);
      }
    }
  }

  private void send(Step step) {
    int length = sender.write(step);
    if (step.bend() != 0) {
      length = Bend.bend(sender.buffer, length, step.bend());
      bent++;
      auditor.forgetRefusals();
    }
    if (step.fate() == Step.Fate.LOST) {
      return;
    }
    boolean twice = step.fate() == Step.Fate.TWICE;
    if (step.late() > 0) {
      byte[] copy = new byte[length];
      sender.buffer.getBytes(0, copy);
      underway.add(new Late(played + step.late(), timeNs, copy));
    }
    if (step.late() == 0 || twice) {
      deliver(timeNs, sender.buffer, length);
      boolean taken = step.bend() != 0 && auditor.firstOutcome() == RejectReason.NONE;
      bentTaken += taken ? 1 : 0;
    }
    if (step.late() == 0 && twice) {
      deliver(timeNs, sender.buffer, length);
    }
  }

  private void deliver(long at, DirectBuffer buffer, int length) {
    commands++;
    tape.command(at, buffer, length);
    said.clear();
    auditor.expect(buffer, length);
    splits.before(machine, buffer, length);
    machine.apply(at, buffer, 0, length);
    auditor.commandDone(machine);
    splits.after(machine, said);
    if (beside != null) {
      followBeside(beside, at, buffer, length);
    }
  }

  private void followBeside(StateMachine old, long at, DirectBuffer buffer, int length) {
    saidBeside.clear();
    old.apply(at, buffer, 0, length);
    Break.unlessEqual(said.size(), saidBeside.size(), "I8 replay", "events after a restore");
    for (int i = 0; i < said.size(); i++) {
      if (!Arrays.equals(said.get(i), saidBeside.get(i))) {
        throw new Break("I8 replay", "bytes after a restore: " + difference(i));
      }
    }
    if (--besideLeft == 0) {
      beside = null;
    }
  }

  private String difference(int i) {
    var hex = HexFormat.of();
    return i + " " + hex.formatHex(said.get(i)) + " " + hex.formatHex(saidBeside.get(i));
  }

  private static byte[] copy(DirectBuffer buffer, int offset, int length) {
    byte[] copy = new byte[length];
    buffer.getBytes(offset, copy);
    return copy;
  }

  /** A new engine out of a snapshot of the old one. */
  private void restart() {
    restarts++;
    var fresh = new Voice();
    var restored = new StateMachine(fresh, limits);
    machine.snapshot(restored::restore);
    restored.endRestore();
    Break.unless(
        Arrays.equals(machine.stateHash(), restored.stateHash()),
        "I8 replay",
        "hash after a restore");
    voice.audited = false;
    beside = machine;
    besideLeft = BESIDE;
    machine = restored;
    voice = fresh;
  }

  /** What one engine says: to the auditor, or into the buffer of the one beside. */
  private final class Voice implements EventSink {
    private boolean audited = true;

    @Override
    public void onEvent(DirectBuffer buffer, int offset, int length) {
      if (!audited) {
        saidBeside.add(copy(buffer, offset, length));
        return;
      }
      if (beside != null || splits.watching()) {
        said.add(copy(buffer, offset, length));
      }
      auditor.onEvent(buffer, offset, length);
    }
  }

  void end() {
    auditor.scan(machine);
  }
}
