package caisson.sdk;

import caisson.signing.Address;
import caisson.signing.Keccak256;
import caisson.signing.KeyPair;
import caisson.signing.Signature;
import java.math.BigInteger;

/** An EIP-1559 transaction that calls a contract. Fees in wei. */
record Transaction(
    long chainId,
    long nonce,
    BigInteger maxPriorityFee,
    BigInteger maxFee,
    long gasLimit,
    Address to,
    BigInteger value,
    byte[] data) {
  private static final byte[] TYPE = {2};

  /** The bytes for eth_sendRawTransaction; their keccak is the transaction's hash. */
  byte[] sign(KeyPair key) {
    Signature signature = key.sign(Keccak256.hash(TYPE, Rlp.list(fields())));
    return Rlp.concat(
        TYPE,
        Rlp.list(
            Rlp.concat(fields()),
            Rlp.integer(signature.v() - 27L),
            Rlp.integer(new BigInteger(1, signature.r())),
            Rlp.integer(new BigInteger(1, signature.s()))));
  }

  private byte[][] fields() {
    return new byte[][] {
      Rlp.integer(chainId),
      Rlp.integer(nonce),
      Rlp.integer(maxPriorityFee),
      Rlp.integer(maxFee),
      Rlp.integer(gasLimit),
      Rlp.bytes(to.bytes()),
      Rlp.integer(value),
      Rlp.bytes(data),
      Rlp.list()
    };
  }
}
