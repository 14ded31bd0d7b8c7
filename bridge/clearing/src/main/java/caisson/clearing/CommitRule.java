package caisson.clearing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Why a commit is refused, each with the error the contracts raise for it. */
public enum CommitRule {
  HEADER_LENGTH("HeaderLength(uint256,uint256)"),
  VENUE_FROZEN("VenueFrozen()"),
  VENUE_PAUSED("VenuePaused(uint64)"),
  WRONG_VERSION("WrongVersion(uint8,uint8)"),
  WRONG_NUMBER("WrongNumber(uint64,uint64)"),
  WRONG_PREVIOUS("WrongPrevious(bytes32,bytes32)"),
  TIME_BACKWARDS("TimeBackwards(uint64,uint64)"),
  TIME_AHEAD("TimeAhead(uint64,uint64)"),
  SEQUENCE_GAP("SequenceGap(uint64,uint64)"),
  SEQUENCE_EMPTY("SequenceEmpty(uint64,uint64)"),
  FORCED_MISMATCH("ForcedMismatch(uint64,bytes32)"),
  FORCED_OVERDUE("ForcedOverdue(uint64,uint64)"),
  SIGNATURES_LENGTH("SignaturesLength(uint256)"),
  SIGNATURES_TOO_FEW("SignaturesTooFew(uint32,uint256)"),
  SIGNATURE_HIGH("ECDSAInvalidSignatureS(bytes32)"),
  SIGNATURE_INVALID("ECDSAInvalidSignature()"),
  SIGNER_ORDER("SignerOrder(address,address)"),
  SIGNER_UNKNOWN("SignerUnknown(address)"),
  SEQUENCE_TOO_LARGE("SequenceTooLarge(uint64)"),
  FLOWS_HASH_MISMATCH("FlowsHashMismatch(bytes32,bytes32)"),
  FLOWS_LENGTH("FlowsLength(uint256)"),
  FLOW_ORDER("FlowOrder(uint16,uint16)"),
  FLOW_EMPTY("FlowEmpty(uint16)"),
  FLOW_NOT_COIN("FlowNotCoin(uint16)"),
  WITHDRAW_TOTALS_MISMATCH("WithdrawTotalsMismatch(bytes32,bytes32)"),
  WITHDRAW_ROOT_MISMATCH("WithdrawRootMismatch(bytes32,uint64)"),
  DEPOSITS_UP_TO("DepositsUpTo(uint64,uint64,uint64)"),
  DEPOSITS_MISMATCH("DepositsMismatch(uint16,uint64,uint64)"),
  ACCOUNTED_BELOW_ZERO("AccountedBelowZero(uint16,uint64,int256)"),
  ACCOUNTED_TOO_LARGE("AccountedTooLarge(uint16,int256)"),
  ASSET_UNLISTED("AssetUnlisted(uint16)"),
  ACCOUNTED_HASH_MISMATCH("AccountedHashMismatch(bytes32,bytes32)"),
  SUMS_MISMATCH("SumsMismatch(uint64,uint128,uint128)"),
  PAYLOAD_TOO_LONG("PayloadTooLong(uint256,uint256)"),
  PAYLOAD_EMPTY_CHUNK("PayloadEmptyChunk()"),
  CHUNKS_TOO_MANY("ChunksTooMany(uint256)"),
  PAYLOAD_AFTER_LAST_PAGE("PayloadAfterLastPage(uint256,uint256)"),
  PAYLOAD_TRUNCATED("PayloadTruncated(uint256,uint256)"),
  PAGE_COUNT("PageCount(uint40,uint256)"),
  PAYLOAD_TOO_MANY("PayloadTooMany(uint256,uint256)"),
  PAGE_NOT_FULL("PageNotFull(uint40,uint256)"),
  SECTION_ORDER("SectionOrder(uint40,uint40)"),
  SECTION_KIND("SectionKind(uint40)"),
  MARKET_UNBALANCED("MarketUnbalanced(uint32,int256)"),
  ASSET_UNKNOWN("AssetUnknown(uint16,uint256)"),
  ENTRY_ORDER("EntryOrder(uint40,uint32,uint32)"),
  ENTRY_ACCOUNT("EntryAccount(uint40,uint32)"),
  ENTRY_ZERO("EntryZero(uint40,uint32)"),
  MARKS_MISSING("MarksMissing(bytes32,bytes32)"),
  MARKS_LENGTH("MarksLength(uint256,uint256)"),
  MARK_ASSETS("MarkAssets(uint256,uint256)"),
  MARK_ROOT_MISMATCH("MarkRootMismatch(bytes32,bytes32)"),
  LAST_PAGE_MISSING("LastPageMissing()"),
  ASSETS_UNBALANCED("AssetsUnbalanced(bytes32,bytes32)"),
  PAYLOAD_HASH_MISMATCH("PayloadHashMismatch(bytes32,bytes32)"),
  COVER_WITHOUT_BAD_DEBT("CoverWithoutBadDebt(int64,uint64)"),
  SYSTEM_CASH_OVERFLOW("SystemCashOverflow(int256,int256)"),
  COVER_ABOVE_DAY_CAP("CoverAboveDayCap(uint64,uint64)"),
  TRANCHE_SHORT("TrancheShort(uint8,uint64,uint64)"),

  /** A number beyond its type, which the contracts refuse without a name. */
  OUT_OF_RANGE("");

  private static final int SELECTOR = 4;

  private final String selector;

  CommitRule(String error) {
    selector =
        error.isEmpty() ? "" : selector(Keccak.hash(error.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Whether the contract has an error of its own for it. */
  public boolean hasName() {
    return !selector.isEmpty();
  }

  /** The rule that a contract named by these error bytes. */
  public static Optional<CommitRule> named(byte[] error) {
    if (error.length < SELECTOR) {
      return Optional.empty();
    }
    String found = selector(error);
    return Arrays.stream(values()).filter(rule -> rule.selector.equals(found)).findFirst();
  }

  private static String selector(byte[] bytes) {
    return HexFormat.of().formatHex(bytes, 0, SELECTOR);
  }
}
