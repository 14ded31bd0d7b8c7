package caisson.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the contracts need of a chain. What has a fallback is told, the rest is refused. */
public final class Capabilities {
  /** mcopy, transient store and load of 1, return the word 1. */
  private static final byte[] CANCUN = Hex.bytes("5f5f5f5e60015f5d5f5c5f5260205ff3");

  /** clz(1), return 255. */
  private static final byte[] OSAKA = Hex.bytes("60011e5f5260205ff3");

  private static final String P256 = "0x0000000000000000000000000000000000000100";

  /** A good signature: hash | r | s | x | y. */
  private static final byte[] P256_PROBE =
      Hex.bytes(
          "f8c1773c8156b7a0f123617ef1e709d75266feaba6ae635a95eebacbffe8fede"
              + "74e0e662431cb27430ceb3b2a328e187c0adc10e389dea75f8bf19503a5117cf"
              + "2ddd0fdb2ecad4a7b0b88ff1951cb2f9c9d52965cd14226ed9c0e76524d0264e"
              + "41df41a21f965ca2ed83ecab240eefeaccd3faa84a59ecb3f813454b7abbf539"
              + "e81fb6eb04db6430bbf3017db45cf140b1df0891ed4f2a21e28d98ec6c51f032");

  private static final long LARGEST_TRANSACTION_GAS = 10_000_000L;

  private Capabilities() {}

  /** Throws with a sentence about what is missing; returns a sentence for each fallback in use. */
  public static List<String> require(ChainClient chain) {
    refuseUnless(
        answers(chain, CANCUN, 1),
        chain,
        "does not know the instructions of Cancun (transient storage, mcopy)");
    refuseUnless(
        answers(chain, OSAKA, 255),
        chain,
        "does not know the instructions of Osaka (clz), for which the contracts are compiled");
    refuseUnless(
        Create2.present(chain),
        chain,
        "has no deterministic deployer at " + Create2.FACTORY + ": somebody must deploy it first");
    long gasLimit = chain.blockGasLimit();
    refuseUnless(
        gasLimit >= LARGEST_TRANSACTION_GAS,
        chain,
        "has blocks of %d gas, the largest contract needs %d"
            .formatted(gasLimit, LARGEST_TRANSACTION_GAS));
    refuseUnless(
        finalized(chain),
        chain,
        "does not tell which block is final, and money moves only on final blocks");
    var fallbacks = new ArrayList<String>();
    if (!hasP256(chain)) {
      fallbacks.add(
          "no P-256 precompile at 0x100: passkey operations verify in Solidity, about 230,000 gas"
              + " more each");
    }
    return fallbacks;
  }

  private static void refuseUnless(boolean holds, ChainClient chain, String what) {
    if (!holds) {
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN, "chain %d %s".formatted(chain.chainId(), what));
    }
  }

  private static boolean answers(ChainClient chain, byte[] code, int expected) {
    Optional<byte[]> answer = chain.run(code);
    return answer.isPresent() && answer.get().length == 32 && (answer.get()[31] & 0xff) == expected;
  }

  private static boolean hasP256(ChainClient chain) {
    byte[] answer = chain.call(P256, P256_PROBE, ChainClient.At.LATEST);
    return answer.length == 32 && answer[31] == 1;
  }

  private static boolean finalized(ChainClient chain) {
    try {
      chain.block(ChainClient.At.FINALIZED);
      return true;
    } catch (ChainException e) {
      if (e.kind() == ChainException.Kind.REFUSED) {
        return false;
      }
      throw e;
    }
  }
}
