// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committed, IChallenge, IJudge, MoveProof} from "./interfaces/IChallenge.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {Moves} from "./libraries/Moves.sol";
import {Tree} from "./libraries/Tree.sol";
import {Header, HeaderV1} from "./types/Header.sol";

/// What every judge does: read committed headers, find moves under their fill roots, and name the batch that lied.
abstract contract Judge is IJudge {
    address public immutable house;

    constructor(address house_) {
        if (house_ == address(0)) revert ZeroAddress();
        house = house_;
    }

    function _committed(Committed calldata batch) internal view returns (Header calldata) {
        return _committedAt(batch.header, batch.at);
    }

    function _committedAt(bytes calldata header, uint64 at) internal view returns (Header calldata h) {
        bytes32 hash;
        (h, hash) = HeaderV1.read(header);
        if (IClearingHouse(house).record(h.no) != keccak256(abi.encodePacked(hash, at))) revert NotCommitted(h.no, hash, at);
    }

    /// The header before a batch; without `before` it is the first.
    function _checkNext(Committed calldata before, uint64 no) internal view returns (Header calldata previous, bool first) {
        if (before.header.length == 0) {
            if (no != 1) revert NotNext(0, no);
            assembly ("memory-safe") {
                previous := 0
            }
            return (previous, true);
        }
        previous = _committed(before);
        if (previous.no + 1 != no) revert NotNext(previous.no, no);
    }

    /// The account's whole list of moves in the batch, none missing.
    function _checkList(Header calldata h, uint32 account, bytes calldata moves, bytes calldata path) internal pure {
        _checkFillRoot(h, Moves.climb(Moves.list(account, moves), account, path));
    }

    function _checkMove(Header calldata h, MoveProof calldata p) internal pure {
        bytes32 root = Tree.climb(Moves.MOVE_NODE, Moves.hash(p.move), p.index, p.count, p.listPath);
        _checkFillRoot(h, Moves.climb(Moves.listOf(p.account, p.count, root), p.account, p.path));
    }

    function _convict(uint64 no, uint64 at) internal virtual {
        IChallenge(IClearingHouse(house).challenge()).convictFor(no, at, msg.sig, msg.sender);
    }

    function _checkFillRoot(Header calldata h, bytes32 root) private pure {
        if (root != h.fillRoot) revert FillRootMismatch(h.fillRoot, root);
    }
}
