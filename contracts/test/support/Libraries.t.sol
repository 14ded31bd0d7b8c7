// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Code} from "../../src/libraries/Code.sol";
import {Flows} from "../../src/libraries/Flows.sol";
import {Marks} from "../../src/libraries/Marks.sol";
import {Moves} from "../../src/libraries/Moves.sol";
import {PageProof} from "../../src/libraries/PageProof.sol";
import {Payload} from "../../src/libraries/Payload.sol";
import {StateProof} from "../../src/libraries/StateProof.sol";
import {Tree} from "../../src/libraries/Tree.sol";
import {Header, HeaderV1} from "../../src/types/Header.sol";
import {ILibraries} from "./ILibraries.sol";

/// Calldata doors to the libraries.
contract Libraries is ILibraries {
    function markRoot(bytes calldata marks) external pure returns (bytes32) {
        return Marks.root(marks);
    }

    function leaf(bytes calldata preimage, uint32 account, bytes calldata marks) external pure returns (bytes32 hash, int256 claim) {
        return StateProof.leaf(preimage, account, marks);
    }

    function leafReads(bytes calldata preimage, uint32 account, bytes calldata marks) external pure returns (bool sound, int256 claim) {
        return StateProof.reads(preimage, account, marks);
    }

    function pageEntry(bytes calldata page, uint40 key, uint32 account) external pure returns (int64) {
        return PageProof.entry(page, key, account);
    }

    function walk(bytes calldata path, uint32 account, bytes32 hash, int256 claim) external pure returns (bytes32, uint128, uint128) {
        return StateProof.walk(path, account, hash, claim);
    }

    function payload(bytes calldata data, int256[] memory sums) external pure returns (bytes32 hash, int256 fees, int256 badDebt) {
        Payload.Progress memory progress;
        if (data.length > 0) Payload.extend(progress, data, sums.length);
        bytes32 folded = 0;
        for (uint256 asset = 0; asset < sums.length; asset++) {
            if (sums[asset] != 0) folded = Flows.fold(folded, asset, sums[asset]);
        }
        Payload.conclude(progress, folded);
        return (progress.hash, progress.fees, progress.badDebt);
    }

    function climb(bytes32 leafHash, uint256 index, uint256 count, bytes calldata path) external pure returns (bytes32) {
        return Tree.climb(Tree.WITHDRAW_NODE, leafHash, index, count, path);
    }

    function moves(uint32 account, bytes calldata list, bytes calldata path) external pure returns (bytes32 hash, bytes32 root) {
        hash = Moves.list(account, list);
        root = Moves.climb(hash, account, path);
    }

    function moveIn(bytes calldata move, uint256 index, uint256 count, bytes calldata path)
        external
        pure
        returns (bytes32 hash, bytes32 root)
    {
        hash = Moves.hash(move);
        root = Tree.climb(Moves.MOVE_NODE, hash, index, count, path);
    }

    function moveEffect(bytes calldata move, uint40 key) external pure returns (int256) {
        return Moves.effect(Moves.at(move, 0), key);
    }

    function flows(bytes calldata rows) external pure returns (bytes32 sums, bytes32 totals, uint64 withdrawn, uint64 cover) {
        return Flows.read(rows);
    }

    function store(bytes calldata data) external returns (address) {
        return Code.store(data);
    }

    function header(bytes calldata preimage) external pure returns (Header memory h, bytes32 hash) {
        Header calldata found;
        (found, hash) = HeaderV1.read(preimage);
        h = found;
    }
}
