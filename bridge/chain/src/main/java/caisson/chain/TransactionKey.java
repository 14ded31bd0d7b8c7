package caisson.chain;

/** A key that signs transactions; the bytes of the key stay behind it. */
public interface TransactionKey {
  String address();

  /** r | s | v of a 32-byte digest, v 27 or 28, s low. */
  byte[] sign(byte[] digest);
}
