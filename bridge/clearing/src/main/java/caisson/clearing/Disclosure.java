package caisson.clearing;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What lies under a committed root, as {@code IDemand} takes it for an answer: of a node of the
 * state tree or the fill tree its descendants six levels down, fewer at the bottom; of anything
 * else its preimage.
 */
public final class Disclosure {
  private static final int ROUND = 6;

  private Disclosure() {}

  /**
   * The answer to a demand; empty when nothing of this hash lies under the two roots.
   *
   * @param leaves the account as it stood after the batch of the tree
   */
  public static Optional<byte[]> of(
      byte[] hash, DoubleSumTree tree, FillTree fills, IntFunction<Leaf> leaves) {
    return tree.find(hash)
        .map(place -> state(place, leaves))
        .or(() -> fills.find(hash, ROUND))
        .or(() -> moves(hash, fills));
  }

  private static byte[] state(DoubleSumTree.Place place, IntFunction<Leaf> leaves) {
    return place.height() == 0
        ? leaves.apply(place.index()).bytes()
        : place.descendants(Math.min(ROUND, place.height()));
  }

  private static Optional<byte[]> moves(byte[] hash, FillTree fills) {
    return fills.lists().stream()
        .map(list -> list.preimage(hash))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
