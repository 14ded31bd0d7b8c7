package caisson.engine.wire;

import static caisson.engine.wire.AddressWords.addressA;
import static caisson.engine.wire.AddressWords.addressB;
import static caisson.engine.wire.AddressWords.addressC;

import org.agrona.DirectBuffer;

/**
 * Whose message a command is, by which key, and how long it holds; reused, valid during the call.
 */
public final class Signed {
  /** Of a message that tells no end of its own. */
  static final long FOR_EVER = Long.MAX_VALUE;

  public int account;
  public long nonce;
  public long expiryNs;
  public long signerA;
  public long signerB;
  public int signerC;

  /** The signer's address stands at an offset of the buffer. */
  Signed by(int account, long nonce, long expiryNs, DirectBuffer buffer, int signer) {
    this.account = account;
    this.nonce = nonce;
    this.expiryNs = expiryNs;
    signerA = addressA(buffer, signer);
    signerB = addressB(buffer, signer);
    signerC = addressC(buffer, signer);
    return this;
  }

  /** The same of a command that comes often, by the places of its fields. */
  Signed by(CommandBytes command, int account, int nonce, int expiryNs, int signer) {
    this.account = command.getInt(account);
    this.nonce = command.getLong(nonce);
    this.expiryNs = command.getLong(expiryNs);
    signerA = command.addressA(signer);
    signerB = command.addressB(signer);
    signerC = command.addressC(signer);
    return this;
  }
}
