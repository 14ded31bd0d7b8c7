// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Flows} from "../../src/libraries/Flows.sol";
import {Marks} from "../../src/libraries/Marks.sol";
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

    function walk(bytes calldata path, uint32 account, bytes32 hash, int256 claim) external pure returns (bytes32, uint128, uint128) {
        return StateProof.walk(path, account, hash, claim);
    }

    function payload(bytes calldata data, int256[] memory flows) external pure returns (bytes32 hash, int256 fees, int256 badDebt) {
        return Payload.check(data, flows);
    }

    function climb(bytes32 leafHash, uint256 index, uint256 count, bytes calldata path) external pure returns (bytes32) {
        return Tree.climb(Tree.WITHDRAW_NODE, leafHash, index, count, path);
    }

    function net(bytes calldata flows, uint16 assetCount)
        external
        pure
        returns (int256[] memory netByAsset, bytes32 totals, uint64 withdrawn, uint64 cover)
    {
        return Flows.net(flows, assetCount);
    }

    function header(bytes calldata preimage) external pure returns (Header memory h, bytes32 hash) {
        Header calldata found;
        (found, hash) = HeaderV1.read(preimage);
        h = found;
    }
}
