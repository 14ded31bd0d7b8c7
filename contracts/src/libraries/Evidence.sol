// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MarketBits} from "./MarketBits.sol";
import {Move} from "./Moves.sol";

/// The order behind a fill, as the venue keeps it (decisions/0001), and what of it speaks against the fill.
library Evidence {
    /// Where the parts of a signed evidence stand.
    struct Signed {
        uint8 by;
        uint256 words;
        uint64 acceptedNs;
        address owner;
        uint256 scope; // offset of the Agent struct
        uint256 scopeWords;
        uint256 signature; // offset of the struct's signature
    }

    uint8 internal constant OWNER = 1;
    uint8 internal constant AGENT = 2;
    uint8 internal constant CONTRACT = 3;
    uint8 internal constant VENUE = 4;
    uint8 internal constant QUEUE = 5;
    uint8 internal constant CONTRACTS_AGENT = 6;
    uint256 internal constant STRUCT = 10;
    uint256 private constant SIGNATURE = 65;
    uint256 private constant LEAST_SCOPE = 7; // words: type, account, agent, expiry, two limits, markets
    uint256 private constant ORDER_WORDS = 10;
    bytes32 private constant ORDER_TYPE = keccak256(
        "Order(uint32 account,uint32 market,uint8 side,uint8 tif,uint64 limitTicks,uint64 lots,uint64 nonce,uint64 expiryNs,uint128 clientOrderId)"
    );
    bytes32 private constant BUNDLE_TYPE = keccak256(
        "Bundle(uint32 account,uint64 markets,uint64 nonce,uint64 expiryNs,Entry[] entries)Entry(uint8 action,uint32 market,uint64 orderId,uint8 side,uint8 tif,uint8 selfTrade,uint8 reduceOnly,uint8 slide,uint64 limitTicks,uint64 lots,uint64 goodTillNs,uint128 clientOrderId)"
    );

    function isSigned(bytes calldata evidence) internal pure returns (bool) {
        if (evidence.length == 0) return false;
        uint8 by = uint8(evidence[0]);
        return by == OWNER || by == AGENT || by == CONTRACT || by == CONTRACTS_AGENT;
    }

    /// Reads what begins like a signed evidence; false when its length is not what its first bytes say.
    function read(bytes calldata evidence) internal pure returns (Signed memory s, bool sound) {
        if (evidence.length < STRUCT) return (s, false);
        s.by = uint8(evidence[0]);
        s.words = uint8(evidence[1]);
        s.acceptedNs = uint64(bytes8(evidence[2:10]));
        uint256 end = STRUCT + 32 * s.words + 20;
        uint256 owner = end - 20;
        if (s.by == AGENT || s.by == CONTRACTS_AGENT) {
            if (evidence.length <= end) return (s, false);
            s.scopeWords = uint8(evidence[end]);
            s.scope = end + 1;
            end = s.scope + 32 * s.scopeWords;
            if (s.scopeWords < LEAST_SCOPE) return (s, false);
        }
        s.signature = end;
        if (s.by != CONTRACT) end += SIGNATURE;
        if (s.by == AGENT) end += SIGNATURE;
        if (s.words < 3 || evidence.length != end) return (s, false);
        s.owner = address(bytes20(evidence[owner:owner + 20]));
        return (s, true);
    }

    function structHash(bytes calldata evidence, Signed memory s) internal pure returns (bytes32) {
        return keccak256(evidence[STRUCT:STRUCT + 32 * s.words]);
    }

    function word(bytes calldata evidence, uint256 offset, uint256 index) internal pure returns (uint256) {
        return uint256(bytes32(evidence[offset + 32 * index:offset + 32 * index + 32]));
    }

    /// Whether the terms of the order, and of the agent's scope, allow the fill. Account and market stand first in every struct, in that of a bundle a bit
    /// for each of its markets; of a scope's fields account, agent, expiry, the two notional limits and the markets stand first, in this order, whatever
    /// follows them.
    function allows(bytes calldata evidence, Signed memory s, uint32 account, Move memory m) internal pure returns (bool) {
        if (word(evidence, STRUCT, 1) != account || !_names(evidence, m.market)) return false;
        if (s.acceptedNs > m.timeNs) return false;
        uint256 notional = 0;
        if (word(evidence, STRUCT, 0) == uint256(ORDER_TYPE)) {
            if (s.words != ORDER_WORDS || !_withinOrder(evidence, s, m)) return false;
            // Three numbers below 2^64: a word above that is no number of the type.
            notional = uint256(uint64(word(evidence, STRUCT, 5))) * uint64(word(evidence, STRUCT, 6)) * m.k;
        }
        if (s.by != AGENT && s.by != CONTRACTS_AGENT) return true;
        if (word(evidence, s.scope, 1) != account || !MarketBits.has(word(evidence, s.scope, 6), m.market)) return false;
        return s.acceptedNs <= word(evidence, s.scope, 3) && notional <= word(evidence, s.scope, 5);
    }

    /// Whether the keys named in the evidence signed what it says. A contract's own answer is not asked: it may have changed.
    function isSignedByItsKeys(bytes calldata evidence, Signed memory s, bytes32 separator) internal pure returns (bool) {
        if (s.by == CONTRACT) return true;
        bytes32 digest = _digest(separator, structHash(evidence, s));
        if (s.by == OWNER) return _signed(evidence, s.signature, digest, s.owner);
        if (!_signed(evidence, s.signature, digest, address(uint160(word(evidence, s.scope, 2))))) return false;
        if (s.by == CONTRACTS_AGENT) return true;
        return _signed(evidence, s.signature + SIGNATURE, _digest(separator, keccak256(evidence[s.scope:s.scope + 32 * s.scopeWords])), s.owner);
    }

    function _names(bytes calldata evidence, uint32 market) private pure returns (bool) {
        uint256 named = word(evidence, STRUCT, 2);
        return word(evidence, STRUCT, 0) == uint256(BUNDLE_TYPE) ? MarketBits.has(named, market) : named == market;
    }

    function _withinOrder(bytes calldata evidence, Signed memory s, Move memory m) private pure returns (bool) {
        uint256 side = word(evidence, STRUCT, 3);
        if (side > 1 || m.amount == 0 || (side == 0) != (m.amount > 0)) return false;
        uint256 limit = word(evidence, STRUCT, 5);
        if (side == 0 ? m.ticks > limit : m.ticks < limit) return false;
        if (uint256(m.left) + size(m.amount) > word(evidence, STRUCT, 6)) return false;
        return s.acceptedNs <= word(evidence, STRUCT, 8);
    }

    function size(int64 amount) internal pure returns (uint256) {
        return uint256(amount < 0 ? -int256(amount) : int256(amount));
    }

    function _signed(bytes calldata evidence, uint256 at, bytes32 digest, address by) private pure returns (bool) {
        bytes32 r = bytes32(evidence[at:at + 32]);
        bytes32 s = bytes32(evidence[at + 32:at + 64]);
        (address found, ECDSA.RecoverError error,) = ECDSA.tryRecover(digest, uint8(evidence[at + 64]), r, s);
        return error == ECDSA.RecoverError.NoError && found == by;
    }

    function _digest(bytes32 separator, bytes32 hash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, hash));
    }
}
