package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final Stream.Channel BOOK = new Stream.Channel(Stream.Kind.BOOK, 1);
  private final Stream stream = new Stream();
  private final List<String> read = new ArrayList<>();

  @Test
  void shouldStartWithASnapshotAndChainTheDeltas() {
    publish(3);
    subscribe(0);
    publish(7);
    publish(8);
    assertEquals(List.of("resumed false", "snapshot 3<3 of 3", "delta 7<3", "delta 8<7"), read);
  }

  @Test
  void shouldResumeAfterTheCursorWithWhatWasMissed() {
    for (long sequence : new long[] {3, 7, 8, 12}) {
      publish(sequence);
    }
    subscribe(7);
    publish(13);
    assertEquals(List.of("resumed true", "delta 8<7", "delta 12<8", "delta 13<12"), read);
  }

  @Test
  void shouldResumeWithNothingWhenNothingWasMissed() {
    publish(3);
    subscribe(3);
    publish(4);
    assertEquals(List.of("resumed true", "delta 4<3"), read);
  }

  @Test
  void shouldSendASnapshotWhenTheCursorIsUnknownOrTooOld() {
    for (long sequence = 1; sequence <= 600; sequence++) {
      publish(sequence);
    }
    subscribe(5);
    assertEquals(List.of("resumed false", "snapshot 600<600 of 600"), read);
  }

  @Test
  void shouldStopAfterUnsubscribing() {
    Stream.Subscriber subscriber = subscribe(0);
    stream.unsubscribe(BOOK, subscriber);
    publish(1);
    assertEquals(List.of("resumed false", "snapshot 0<0 of 0"), read);
  }

  private long last;

  private void publish(long sequence) {
    last = sequence;
    stream.publish(BOOK, sequence, sequence, node -> {});
  }

  private Stream.Subscriber subscribe(long after) {
    Stream.Subscriber subscriber =
        text -> {
          var node = RequestReader.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
          read.add(
              "%s %s<%s%s"
                  .formatted(
                      node.get("type").asText(),
                      node.get("sequence").asText(),
                      node.get("previous").asText(),
                      node.has("of") ? " of " + node.get("of").asText() : ""));
        };
    stream.subscribe(
        BOOK,
        subscriber,
        after,
        last,
        resumed -> read.add("resumed " + resumed),
        node -> node.put("of", last));
    return subscriber;
  }
}
