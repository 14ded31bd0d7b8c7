// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";
import {Quorum} from "./libraries/Quorum.sol";

/// See IOracleHub. One word per market, so that ten markets are ten storage writes:
///
///   price u64 | held u64 | ts u40 | round u40 | deviation u32 | band u8 | heartbeat u8      (from the top)
///
/// Invariants: of a stored market band, heartbeat are within bounds and never grow; ts and round never fall; the price is a lower
/// median of signed prices within the band of the one before it, or one that two rounds running agree on.
contract OracleHub is IOracleHub, AccessManaged, EIP712 {
    struct Price {
        uint8 heartbeat; // 5 s each
        uint8 band; // 0.25 % each
        uint32 deviation;
        uint40 round;
        uint40 ts;
        uint64 held;
        uint64 price;
    }

    uint8 private constant MIN_BAND = 1;
    uint8 private constant MAX_BAND = 80; // 20 %
    uint8 private constant MIN_HEARTBEAT = 1;
    uint8 private constant MAX_HEARTBEAT = 120; // 10 minutes
    uint256 private constant BAND_UNIT = 400;
    uint64 private constant HEARTBEAT_UNIT = 5 seconds;
    uint64 private constant MAX_AGE = 60 seconds;
    uint64 private constant CLOCK_AHEAD = 5 seconds;
    uint64 private constant SIGNERS_DELAY = 14 days;
    uint256 private constant MIN_SIGNERS = 3;
    uint256 private constant ROW = 12;
    uint256 private constant MARKET = 4;
    bytes32 private constant REPORT_TYPE = keccak256("Report(uint64 round,uint64 ts,bytes32 markets,bytes32 column)");

    mapping(uint32 market => Price) private _prices;
    bytes32 public signers;
    bytes32 private _nextSigners;
    uint64 private _signersDue;

    constructor(address authority_, bytes memory set) AccessManaged(authority_) EIP712("Caisson Oracle", "1") {
        signers = _hashSet(set);
        emit SignersChanged(signers, set);
    }

    function post(uint64 round, uint64 ts, bytes calldata markets, bytes calldata set, bytes calldata columns) external {
        uint64 now_ = uint64(block.timestamp);
        if (ts + MAX_AGE < now_ || ts > now_ + CLOCK_AHEAD) revert RoundTime(now_ - MAX_AGE, now_ + CLOCK_AHEAD, ts);
        if (round > type(uint40).max) revert RoundTooLarge(round);
        uint256[] memory cells = _columns(round, ts, markets, set, columns);
        uint256 size = markets.length / MARKET;
        uint256 held = 0;
        // Unchecked: counters below the length of the calldata.
        unchecked {
            for (uint256 i = 0; i < size; i++) {
                if (_store(_market(markets, i), uint40(round), uint40(ts), _median(cells, i))) held++;
            }
        }
        emit RoundPosted(round, ts, keccak256(markets), held);
    }

    function medians(uint64 round, uint64 ts, bytes calldata markets, bytes calldata set, bytes calldata columns)
        external
        view
        returns (bytes memory packed)
    {
        uint256[] memory cells = _columns(round, ts, markets, set, columns);
        for (uint256 i = 0; i < markets.length / MARKET; i++) {
            packed = bytes.concat(packed, bytes12(uint96(_median(cells, i))));
        }
    }

    function reportDigest(uint64 round, uint64 ts, bytes32 marketsHash, bytes32 columnHash) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(REPORT_TYPE, round, ts, marketsHash, columnHash)));
    }

    function list(uint32 market, uint8 band, uint8 heartbeat) external restricted {
        if (_prices[market].band != 0) revert MarketKnown(market);
        _setRules(market, band, heartbeat);
        emit MarketListed(market, band, heartbeat);
    }

    function tighten(uint32 market, uint8 band, uint8 heartbeat) external restricted {
        Price storage p = _known(market);
        if (band > p.band || heartbeat > p.heartbeat) revert NotTighter(market);
        _setRules(market, band, heartbeat);
        emit MarketTightened(market, band, heartbeat);
    }

    function proposeSigners(bytes calldata set) external restricted {
        bytes32 setHash = _hashSet(set);
        (_nextSigners, _signersDue) = (setHash, uint64(block.timestamp) + SIGNERS_DELAY);
        emit SignersProposed(setHash, _signersDue, set);
    }

    function cancelSigners() external restricted {
        if (_nextSigners == 0) revert NothingProposed();
        emit SignersCancelled(_nextSigners);
        (_nextSigners, _signersDue) = (0, 0);
    }

    function changeSigners(bytes calldata set) external {
        if (_nextSigners == 0) revert NothingProposed();
        if (block.timestamp < _signersDue) revert NotDue(_signersDue, uint64(block.timestamp));
        Quorum.checkSet(set, _nextSigners);
        signers = _nextSigners;
        (_nextSigners, _signersDue) = (0, 0);
        emit SignersChanged(signers, set);
    }

    function priceOf(uint32 market) external view returns (uint64 price, uint32 deviation, uint64 ts, uint64 round, bool fresh) {
        Price memory p = _known(market);
        fresh = p.price != 0 && block.timestamp <= p.ts + HEARTBEAT_UNIT * p.heartbeat;
        return (p.price, p.deviation, p.ts, p.round, fresh);
    }

    function rulesOf(uint32 market) external view returns (uint8 band, uint8 heartbeat, uint64 held) {
        Price memory p = _known(market);
        return (p.band, p.heartbeat, p.held);
    }

    function proposedSigners() external view returns (bytes32 setHash, uint64 due) {
        return (_nextSigners, _signersDue);
    }

    /// True when the price was held back. A held price moves neither price nor time, so an unconfirmed market goes stale.
    function _store(uint32 market, uint40 round, uint40 ts, uint256 row) private returns (bool held) {
        Price memory p = _prices[market];
        if (p.band == 0) revert MarketUnknown(market);
        if (round <= p.round) revert RoundOld(market, p.round, round);
        if (ts < p.ts) revert RoundTime(p.ts, uint64(block.timestamp) + CLOCK_AHEAD, ts);
        uint64 price = uint64(row >> 32);
        p.round = round;
        held = p.price != 0 && !_near(price, p.price, p.band) && (p.held == 0 || !_near(price, p.held, p.band));
        if (held) {
            emit PriceHeld(round, market, price, p.price);
            p.held = price;
        } else {
            (p.price, p.deviation, p.ts, p.held) = (price, uint32(row), ts, 0);
        }
        _prices[market] = p;
    }

    /// Where each signer's rows begin in the calldata, after all of it is checked.
    function _columns(uint64 round, uint64 ts, bytes calldata markets, bytes calldata set, bytes calldata columns)
        private
        view
        returns (uint256[] memory starts)
    {
        Quorum.checkSet(set, signers);
        uint256 size = _checkMarkets(markets);
        bytes32 marketsHash = keccak256(markets);
        starts = new uint256[](set.length / 20);
        uint256 brought = 0;
        uint256 least = 0;
        while (columns.length > 0) {
            if (columns.length < 1 + size * ROW) revert RoundLength(1 + size * ROW, columns.length);
            uint256 position = uint8(columns[0]);
            if (position < least) revert Quorum.PositionOrder(least, position);
            least = position + 1;
            bytes calldata column = columns[1:1 + size * ROW];
            uint256 start;
            assembly ("memory-safe") {
                start := column.offset
            }
            address by = Quorum.signer(set, position);
            starts[brought++] = start;
            columns = _checkSignature(by, reportDigest(round, ts, marketsHash, keccak256(column)), columns[1 + size * ROW:]);
        }
        if (brought < uint8(set[0])) revert Quorum.QuorumShort(uint8(set[0]), brought);
        assembly ("memory-safe") {
            mstore(starts, brought)
        }
    }

    function _checkSignature(address by, bytes32 digest, bytes calldata rest) private view returns (bytes calldata) {
        if (rest.length < 2) revert Quorum.SignaturesShort(rest.length);
        uint256 end = 2 + uint16(bytes2(rest));
        if (rest.length < end) revert Quorum.SignaturesShort(rest.length);
        Quorum.checkOne(by, digest, rest[2:end]);
        return rest[end:];
    }

    function _checkMarkets(bytes calldata markets) private pure returns (uint256 size) {
        size = markets.length / MARKET;
        if (size == 0) revert RoundEmpty();
        if (markets.length % MARKET != 0) revert RoundLength(size * MARKET, markets.length);
        // Unchecked: counters below the length of the calldata.
        unchecked {
            for (uint256 i = 1; i < size; i++) {
                (uint32 previous, uint32 market) = (_market(markets, i - 1), _market(markets, i));
                if (market <= previous) revert MarketOrder(previous, market);
            }
        }
    }

    function _market(bytes calldata markets, uint256 i) private pure returns (uint32 market) {
        assembly ("memory-safe") {
            market := shr(224, calldataload(add(markets.offset, mul(i, 4))))
        }
    }

    /// The lower median row of one market: insertion sort of a handful in scratch memory. Price stands above deviation in a row, so
    /// equal prices fall to the lower deviation.
    function _median(uint256[] memory starts, uint256 i) private pure returns (uint256 row) {
        assembly ("memory-safe") {
            let scratch := mload(64)
            let brought := mload(starts)
            for { let k := 0 } lt(k, brought) { k := add(k, 1) } {
                let cell := shr(160, calldataload(add(mload(add(add(starts, 32), mul(k, 32))), mul(i, 12))))
                let place := add(scratch, mul(k, 32))
                for {} gt(place, scratch) { place := sub(place, 32) } {
                    let before := mload(sub(place, 32))
                    if iszero(gt(before, cell)) { break }
                    mstore(place, before)
                }
                mstore(place, cell)
            }
            row := mload(add(scratch, mul(shr(1, sub(brought, 1)), 32)))
        }
        if (row >> 32 == 0) revert PriceZero(i);
    }

    function _near(uint64 price, uint64 base, uint8 band) private pure returns (bool) {
        // Unchecked: the greater less the smaller, and products of 64 and 9 bits.
        unchecked {
            uint256 distance = price > base ? price - base : base - price;
            return distance * BAND_UNIT <= uint256(base) * band;
        }
    }

    function _setRules(uint32 market, uint8 band, uint8 heartbeat) private {
        if (band < MIN_BAND || band > MAX_BAND) revert BandOutOfBounds(MIN_BAND, MAX_BAND, band);
        if (heartbeat < MIN_HEARTBEAT || heartbeat > MAX_HEARTBEAT) revert HeartbeatOutOfBounds(MIN_HEARTBEAT, MAX_HEARTBEAT, heartbeat);
        (_prices[market].band, _prices[market].heartbeat) = (band, heartbeat);
    }

    function _known(uint32 market) private view returns (Price storage p) {
        p = _prices[market];
        if (p.band == 0) revert MarketUnknown(market);
    }

    function _hashSet(bytes memory set) private pure returns (bytes32) {
        if (set.length < 1 + 20 * MIN_SIGNERS) revert SetSigners(set.length / 20);
        return Quorum.hashOf(set);
    }
}
