package caisson.signing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** The EIP-712 domain: a signature made for one venue means nothing to another. */
public final class SigningDomain {
  private static final byte[] TYPE_HASH =
      Words.typeHash(
          "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  private static final byte[] PREFIX = {0x19, 0x01};

  private final String name;
  private final String version;
  private final long chainId;
  private final Address verifyingContract;
  private final byte[] separator;

  /** The venue's own domain; the contract is its ClearingHouse. */
  public SigningDomain(long chainId, Address verifyingContract) {
    this("Caisson", "1", chainId, verifyingContract);
  }

  /** A domain of somebody else, such as a token with permit. */
  public SigningDomain(String name, String version, long chainId, Address verifyingContract) {
    this.name = name;
    this.version = version;
    this.chainId = chainId;
    this.verifyingContract = verifyingContract;
    this.separator =
        new Words(TYPE_HASH, 4)
            .bytes32(Keccak256.hash(name.getBytes(StandardCharsets.UTF_8)))
            .bytes32(Keccak256.hash(version.getBytes(StandardCharsets.UTF_8)))
            .uint256(BigInteger.valueOf(chainId))
            .address(verifyingContract)
            .hash();
  }

  /** What is signed: keccak(1901 | separator | structHash). */
  public byte[] digest(TypedMessage message) {
    return Keccak256.hash(PREFIX, separator, message.structHash());
  }

  public byte[] separator() {
    return separator.clone();
  }

  public String name() {
    return name;
  }

  public String version() {
    return version;
  }

  public long chainId() {
    return chainId;
  }

  public Address verifyingContract() {
    return verifyingContract;
  }
}
