// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StateProof} from "../../src/libraries/StateProof.sol";

/// Roots of whole account sets by the rules that proofs are judged by, so that another implementation can be held against them.
/// A set is its accounts one after another, ids strictly ascending: id u32 | length u16 | leaf.
contract Roots {
    struct Node {
        uint256 id;
        bytes32 hash;
        uint256 p;
        uint256 n;
    }

    error AccountOrder(uint256 previous, uint256 found);

    /// One answer of 68 bytes per set: 0 | root | p u128 | n u128 | 3 zeros, or 1 | selector of what refuses it | zeros.
    function roots(bytes calldata marks, bytes[] calldata sets) external view returns (bytes memory answers) {
        for (uint256 i = 0; i < sets.length; i++) {
            try this.root(marks, sets[i]) returns (bytes32 hash, uint128 p, uint128 n) {
                answers = abi.encodePacked(answers, uint8(0), hash, p, n, bytes3(0));
            } catch (bytes memory reason) {
                answers = abi.encodePacked(answers, uint8(1), bytes4(reason), new bytes(63));
            }
        }
    }

    function root(bytes calldata marks, bytes calldata set) external view returns (bytes32 hash, uint128 p, uint128 n) {
        Node[] memory leaves = new Node[](_count(set));
        uint256 pos = 0;
        for (uint256 i = 0; i < leaves.length; i++) {
            uint32 id = uint32(bytes4(set[pos:pos + 4]));
            uint256 end = pos + 6 + uint16(bytes2(set[pos + 4:pos + 6]));
            if (i > 0 && id <= leaves[i - 1].id) revert AccountOrder(leaves[i - 1].id, id);
            if (id >> StateProof.DEPTH != 0) revert StateProof.ProofAccount(id);
            leaves[i] = _leaf(id, set[pos + 6:end], marks);
            pos = end;
        }
        Node memory top = _subtree(leaves, 0, leaves.length, StateProof.DEPTH);
        return (top.hash, uint128(top.p), uint128(top.n));
    }

    /// StateProof reads siblings from calldata.
    function climb(bytes calldata path, uint256 index, bytes32 hash, uint256 p, uint256 n) external pure returns (bytes32, uint128, uint128) {
        return StateProof.climb(path, index, hash, p, n);
    }

    function _count(bytes calldata set) private pure returns (uint256 count) {
        for (uint256 pos = 0; pos < set.length; count++) {
            pos += 6 + uint16(bytes2(set[pos + 4:pos + 6]));
        }
    }

    function _leaf(uint32 id, bytes calldata preimage, bytes calldata marks) private view returns (Node memory) {
        (bytes32 hash, int256 claim) = StateProof.leaf(preimage, id, marks);
        Node memory node = Node(id, hash, claim > 0 ? uint256(claim) : 0, claim < 0 ? uint256(-claim) : 0);
        return _climb(node, 0, "");
    }

    /// The node above the leaves from..to, which all stand below it.
    function _subtree(Node[] memory leaves, uint256 from, uint256 to, uint256 height) private view returns (Node memory) {
        if (from == to) return Node(0, 0, 0, 0);
        if (to - from == 1) return _climb(leaves[from], leaves[from].id & ((1 << height) - 1), new bytes(64 * height));
        uint256 split = from;
        while (split < to && (leaves[split].id >> (height - 1)) & 1 == 0) split++;
        Node memory right = _subtree(leaves, split, to, height - 1);
        return _climb(_subtree(leaves, from, split, height - 1), 0, abi.encodePacked(right.hash, uint128(right.p), uint128(right.n)));
    }

    function _climb(Node memory node, uint256 index, bytes memory path) private view returns (Node memory) {
        (bytes32 hash, uint128 p, uint128 n) = this.climb(path, index, node.hash, node.p, node.n);
        return Node(node.id, hash, p, n);
    }
}
