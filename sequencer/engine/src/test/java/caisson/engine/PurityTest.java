package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.MarketSession;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OffHoursMarkedDecoder;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PurityTest {
  /** What a deterministic, allocation-free engine does not use, with what it uses instead. */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "\\b(HashMap|HashSet|IdentityHashMap|Random|Thread|Instant|Clock|currentTimeMillis|nanoTime"
              + "|double|float|String\\.format|System\\.out|java\\.io|java\\.net|java\\.nio\\.file"
              + "|ConcurrentHashMap|synchronized|Logger|slf4j|UUID|hashCode)\\b");

  @Test
  void shouldNotMentionClocksRandomnessThreadsFilesFloatsOrHashOrder() throws IOException {
    var found = new ArrayList<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        int number = 0;
        for (String line : Files.readAllLines(file)) {
          number++;
          String code = line.strip().startsWith("*") || line.strip().startsWith("//") ? "" : line;
          if (FORBIDDEN.matcher(code).find()) {
            found.add(file + ":" + number + ": " + line.strip());
          }
        }
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void shouldAllocateNothingPerCommandOnceWarm() {
    assertAllocatesNothing(false);
  }

  @Test
  void shouldAllocateNothingWhenMarksAreMadeByRulesAtNight() {
    assertAllocatesNothing(true);
  }

  private static void assertAllocatesNothing(boolean night) {
    int[] nights = {0};
    var header = new MessageHeaderDecoder();
    var machine =
        new StateMachine(
            (buffer, offset, length) -> {
              int template = header.wrap(buffer, offset).templateId();
              nights[0] += template == OffHoursMarkedDecoder.TEMPLATE_ID ? 1 : 0;
            });
    var wire = new Wire();
    var commands = new Commands(machine, wire);
    if (night) {
      commands.fallNight();
    }
    for (int i = 0; i < 60_000; i++) {
      commands.next();
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // What encoding the commands costs the test is measured apart and taken off.
    long encodeOnly = allocated(threads, () -> commands.run(20_000, false));
    long both = allocated(threads, () -> commands.run(20_000, true));
    assertTrue(both - encodeOnly < 20_000, "bytes for 20,000 commands: " + (both - encodeOnly));
    assertEquals(night, nights[0] > 2_000, "marks by night: " + nights[0]);
  }

  private static long allocated(ThreadMXBean threads, Runnable work) {
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Rest, trade and cancel between two accounts, on both sides, prices moving. */
  private static final class Commands {
    private final StateMachine machine;
    private final Wire wire;
    private long nonce;
    private long round;
    private long timeNs = Scenario.START_NS;
    private int count;

    Commands(StateMachine machine, Wire wire) {
      this.machine = machine;
      this.wire = wire;
      apply(wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"), true);
      apply(wire.listPerpetual(1, 10, 100_000, -100, 500, 10_000_000, 1_000_000), true);
      for (int account = 4096; account < 4098; account++) {
        apply(wire.accounts.registerAccount(account), true);
        apply(wire.creditDeposit(account - 4095, account, 0, 1_000_000_000_000L), true);
      }
      apply(wire.publishPrice(++round, 1, 1_000, 0), true);
    }

    void fallNight() {
      apply(wire.parameters.setMarkRules(1, 1, 10_000, 50_000, 10_000, 1_000_000, 0), true);
      apply(wire.parameters.setMarkCap(2, 1, 1_500_000), true);
      apply(wire.parameters.setSessions(3, 1, 0, 0, 0, 0, 0), true);
      apply(wire.parameters.setOffHours(4, 1, 3_600, 28_800), true);
      apply(wire.parameters.scheduleSession(5, 1, MarketSession.OVERNIGHT, false, 0), true);
    }

    void next() {
      step(true);
    }

    void run(int commands, boolean applied) {
      for (int i = 0; i < commands; i++) {
        step(applied);
      }
    }

    private void step(boolean applied) {
      timeNs += 100;
      int account = 4096 + (count & 1);
      var side = (count / 6 & 1) == (count & 1) ? BUY : SELL;
      switch (count++ % 10) {
        case 0, 1, 2 ->
            apply(
                wire.orders.placeOrder(
                    account, 1, side, 3, 1_000 + count % 7, GTC, ++nonce, Long.MAX_VALUE, 0),
                applied);
        case 3 ->
            apply(
                wire.orders.cancelOrder(account, 1, machine.sequence(), ++nonce, Long.MAX_VALUE, 0),
                applied);
        case 4 ->
            apply(
                wire.orders.placeOrder(
                    account, 1, side, 20, 1_000, IOC, ++nonce, Long.MAX_VALUE, 0),
                applied);
        case 5 -> {
          var c =
              wire.orders.submitOrder(account, 1, side, 4, 990, GTC, ++nonce, Long.MAX_VALUE, 0);
          c.goodTillNs(timeNs + 2_000).selfTrade(caisson.protocol.SelfTrade.DECREMENT);
          apply(8 + c.encodedLength(), applied);
        }
        case 6 -> {
          var c =
              wire.orders.amendOrder(
                  account, 1, machine.sequence(), 3, 991, ++nonce, Long.MAX_VALUE, 0);
          apply(8 + c.encodedLength(), applied);
        }
        case 7 -> {
          var when = caisson.protocol.TriggerWhen.AT_OR_ABOVE;
          var c =
              wire.orders.placeTrigger(
                  account, 1, side, 1, 1_000, IOC, when, 1_003, ++nonce, Long.MAX_VALUE, 0);
          apply(8 + c.encodedLength(), applied);
        }
        case 8 ->
            apply(
                wire.orders.scheduleCancel(
                    account, timeNs + 1_000_000_000L, ++nonce, Long.MAX_VALUE, 0),
                applied);
        default -> apply(wire.publishPrice(++round, 1, 1_000 + count % 11, 0), applied);
      }
    }

    private void apply(int length, boolean applied) {
      if (applied) {
        machine.apply(timeNs, wire.buffer, Wire.OFFSET, length);
      }
    }
  }

  private static final caisson.protocol.Side BUY = caisson.protocol.Side.BUY;
  private static final caisson.protocol.Side SELL = caisson.protocol.Side.SELL;
  private static final caisson.protocol.TimeInForce GTC = caisson.protocol.TimeInForce.GTC;
  private static final caisson.protocol.TimeInForce IOC = caisson.protocol.TimeInForce.IOC;
}
