package caisson.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

class SigningTest {
  /** The key of the example in EIP-712: keccak("cow"). */
  private static final KeyPair COW = KeyPair.of(keccak("cow"));

  private static byte[] keccak(String text) {
    return Keccak256.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldHashLikeThePublishedVectors() {
    assertEquals(
        "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        Hex.encode(keccak("")));
    assertEquals(
        "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        Hex.encode(keccak("abc")));
  }

  @Test
  void shouldSignTheExampleOfEip712() {
    byte[] digest =
        Hex.decode("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
    assertEquals("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826", COW.address().toString());
    assertEquals("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", COW.address().checksummed());
    assertEquals(
        "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
            + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562"
            + "1c",
        COW.sign(digest).toString());
  }

  @Test
  void shouldMakeTheDomainSeparatorOfTheExampleOfEip712() {
    SigningDomain mail =
        new SigningDomain(
            "Ether Mail", "1", 1, Address.parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"));
    assertEquals(
        "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f",
        Hex.encode(mail.separator()));
  }

  @Test
  void shouldLoadTheNativeCurveHere() {
    assertInstanceOf(NativeCurve.class, Curve.INSTANCE);
  }

  @Test
  void shouldAgreeWithThePortableCurveAndWithWeb3j() {
    PortableCurve portable = new PortableCurve();
    NativeCurve library = new NativeCurve();
    Random random = new Random(71120);
    for (int i = 0; i < 200; i++) {
      byte[] secret = new byte[32];
      byte[] digest = new byte[32];
      random.nextBytes(secret);
      random.nextBytes(digest);
      KeyPair pair = KeyPair.of(secret);
      Signature signature = pair.sign(digest);

      assertEquals(Hex.encode(portable.publicKey(secret)), Hex.encode(library.publicKey(secret)));
      assertEquals(
          Hex.encode(portable.sign(digest, secret)), Hex.encode(library.sign(digest, secret)));
      byte[] compact = Arrays.copyOf(signature.bytes(), 64);
      for (int recovery = 0; recovery < 2; recovery++) {
        assertTrue(
            Arrays.equals(
                portable.recover(digest, compact, recovery),
                library.recover(digest, compact, recovery)));
      }

      Sign.SignatureData expected =
          Sign.signMessage(digest, ECKeyPair.create(new BigInteger(1, secret)), false);
      assertEquals(Numeric.toHexString(expected.getR()), Hex.encode(signature.r()));
      assertEquals(Numeric.toHexString(expected.getS()), Hex.encode(signature.s()));
      assertEquals(expected.getV()[0], signature.v());
      assertTrue(signature.isBy(pair.address(), digest));
    }
  }

  @Test
  void shouldRecoverNothingInBothCurvesWhenRIsNoPoint() {
    byte[] compact = new byte[64];
    compact[31] = 5; // x = 5 has no point on the curve
    compact[63] = 1;
    assertEquals(null, new PortableCurve().recover(new byte[32], compact, 0));
    assertEquals(null, new NativeCurve().recover(new byte[32], compact, 0));
  }

  @Test
  void shouldRefuseTheHighTwinAndOtherForms() {
    byte[] digest = keccak("digest");
    byte[] bytes = COW.sign(digest).bytes();
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    byte[] twin = bytes.clone();
    byte[] high = Numeric.toBytesPadded(order.subtract(new BigInteger(1, bytes, 32, 32)), 32);
    System.arraycopy(high, 0, twin, 32, 32);
    twin[64] = (byte) (bytes[64] == 27 ? 28 : 27);

    assertRefused("signature s is not in the low half", twin);
    assertRefused("signature length: expected=65 found=64", Arrays.copyOf(bytes, 64));
    byte[] v = bytes.clone();
    v[64] = 0;
    assertRefused("signature v: expected=27 or 28 found=0", v);
    byte[] zero = bytes.clone();
    Arrays.fill(zero, 0, 32, (byte) 0);
    assertRefused("signature r out of range", zero);
    assertThrows(IllegalArgumentException.class, () -> KeyPair.of(new byte[32]));
    assertThrows(
        IllegalArgumentException.class, () -> KeyPair.of(Numeric.toBytesPadded(order, 32)));
  }

  private static void assertRefused(String message, byte[] bytes) {
    Exception refusal = assertThrows(IllegalArgumentException.class, () -> Signature.of(bytes));
    assertEquals(message, refusal.getMessage());
  }

  @Test
  void shouldNotVerifyWhenOneByteDiffers() {
    byte[] digest = keccak("digest");
    Signature signature = COW.sign(digest);
    for (int i = 0; i < 64; i++) {
      byte[] changed = signature.bytes();
      changed[i] ^= 1;
      assertFalse(Signature.of(changed).isBy(COW.address(), digest), "byte " + i);
    }
    byte[] other = digest.clone();
    other[31] ^= 1;
    assertFalse(signature.isBy(COW.address(), other));
  }

  @Test
  void shouldDigestTextLikeWeb3j() {
    for (String text : new String[] {"", "Caisson logon\nchain 31337", "grüße"}) {
      assertEquals(
          Numeric.toHexString(Sign.getEthereumMessageHash(text.getBytes(StandardCharsets.UTF_8))),
          Hex.encode(PersonalMessage.digest(text)));
    }
  }

  @Test
  void shouldNeverPrintTheKey() {
    KeyPair pair = KeyPair.create();
    assertNotEquals(pair.address(), KeyPair.create().address());
    assertEquals("KeyPair[" + pair.address() + "]", pair.toString());
  }

  @Test
  void shouldKeepTheBytesOfAnAddress() {
    Address address = Address.parse("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");
    assertEquals(address, Address.of(address.bytes()));
    assertThrows(IllegalArgumentException.class, () -> Address.parse("0x12"));
    assertThrows(
        IllegalArgumentException.class,
        () -> Address.parse("0xzz2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"));
  }
}
