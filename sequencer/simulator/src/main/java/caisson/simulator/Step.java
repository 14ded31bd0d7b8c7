package caisson.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * One line of a run: time that passes, then what somebody sends, and what the network makes of it.
 *
 * <pre>
 * +250000000 place account=4100 market=1 lots=10 ticks=1000 name=7
 * +0 cancel account=4100 market=1 name=7 late=3
 * +0 prices 1 1000 1000 3 2000 2010 twice
 * </pre>
 *
 * <p>Numbers that only the venue gives (deposit numbers, order ids, versions, nonces) are not in
 * it: they are found when the step is sent. So steps can be left out and the rest still makes
 * sense, which is what shrinking does.
 *
 * @param late how many steps it stays on its way; with 0 it arrives at once, and of one that comes
 *     twice the first always does
 * @param bend what its bytes are bent by ({@link Bend}), 0 for none
 */
record Step(long waitNs, Verb verb, long[] numbers, Fate fate, int late, long bend) {
  enum Fate {
    ARRIVES,
    TWICE,
    LOST
  }

  static Step of(Verb verb, long... numbers) {
    return new Step(0, verb, numbers, Fate.ARRIVES, 0, 0);
  }

  Step after(long ns) {
    return new Step(ns, verb, numbers, fate, late, bend);
  }

  Step with(Fate other, int steps) {
    return new Step(waitNs, verb, numbers, other, steps, bend);
  }

  Step bent(long seed) {
    return new Step(waitNs, verb, numbers, fate, late, seed);
  }

  long number(int field) {
    return field < numbers.length ? numbers[field] : 0;
  }

  int whole(int field) {
    return Math.toIntExact(number(field));
  }

  String text() {
    var text = new StringBuilder("+").append(waitNs).append(' ');
    text.append(verb.name().toLowerCase(Locale.ROOT));
    if (verb.fields().isEmpty()) {
      for (long number : numbers) {
        text.append(' ').append(number);
      }
    }
    for (int i = 0; i < verb.fields().size(); i++) {
      if (number(i) != 0) {
        text.append(' ').append(verb.fields().get(i)).append('=').append(number(i));
      }
    }
    if (late != 0) {
      text.append(" late=").append(late);
    }
    if (bend != 0) {
      text.append(" bent=").append(bend);
    }
    return fate == Fate.ARRIVES
        ? text.toString()
        : text.append(' ').append(fate.name().toLowerCase(Locale.ROOT)).toString();
  }

  static Step parse(String line) {
    String[] words = line.strip().split("\\s+");
    Verb verb = Verb.valueOf(words[1].toUpperCase(Locale.ROOT));
    long[] numbers = new long[verb.fields().size()];
    var fate = Fate.ARRIVES;
    int late = 0;
    long bend = 0;
    for (String word : Arrays.asList(words).subList(2, words.length)) {
      int equals = word.indexOf('=');
      if (word.equals("twice") || word.equals("lost")) {
        fate = Fate.valueOf(word.toUpperCase(Locale.ROOT));
      } else if (word.startsWith("late=")) {
        late = Integer.parseInt(word.substring(equals + 1));
      } else if (word.startsWith("bent=")) {
        bend = number(word.substring(equals + 1));
      } else if (equals < 0) {
        numbers = LongStream.concat(LongStream.of(numbers), LongStream.of(number(word))).toArray();
      } else {
        int field = verb.fields().indexOf(word.substring(0, equals));
        if (field < 0) {
          throw new IllegalArgumentException(verb + " has no " + word + ": " + verb.fields());
        }
        numbers[field] = number(word.substring(equals + 1));
      }
    }
    return new Step(number(words[0].substring(1)), verb, numbers, fate, late, bend);
  }

  private static long number(String word) {
    return Long.parseLong(word.replace("_", ""));
  }

  static String text(Iterable<Step> steps) {
    var text = new StringBuilder();
    steps.forEach(step -> text.append(step.text()).append('\n'));
    return text.toString();
  }
}
