// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committed, IChallenge, StatedLeaf} from "./interfaces/IChallenge.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {Marks} from "./libraries/Marks.sol";
import {Page, PageProof} from "./libraries/PageProof.sol";
import {StateProof} from "./libraries/StateProof.sol";
import {Header} from "./types/Header.sol";
import {Judge} from "./Judge.sol";

/// See IChallenge. Holds nothing but who else may convict, named once.
contract Challenge is IChallenge, Judge {
    uint256 private constant CHILDREN = 128;

    mapping(address judge => bool) public isJudge;

    constructor(address house_, address[] memory judges) Judge(house_) {
        for (uint256 i = 0; i < judges.length; i++) {
            isJudge[judges[i]] = true;
        }
    }

    function falseNode(Committed calldata batch, uint256 index, uint128 p, uint128 n, bytes calldata children, bytes calldata path)
        external
    {
        Header calldata h = _committed(batch);
        if (children.length != CHILDREN) revert NodeLength(children.length);
        if (path.length >= StateProof.DEPTH * StateProof.STEP) revert NodePlace(path.length / StateProof.STEP);
        _checkRoot(h, path, index, keccak256(abi.encodePacked(bytes1(0x01), children)), p, n);
        if (_adds(children, p, n)) revert NodeSound();
        _convict(h.no, batch.at);
    }

    function falseLeaf(Committed calldata batch, uint32 account, StatedLeaf calldata stated, bytes calldata marks) external {
        Header calldata h = _committed(batch);
        _checkMarks(h, marks);
        _checkStated(h, account, stated);
        (bool sound, int256 claim) = StateProof.reads(stated.leaf, account, marks);
        if (
            sound
                && (claim < 0 ? stated.p == 0 && claim == -int256(uint256(stated.n)) : stated.n == 0 && claim == int256(uint256(stated.p)))
        ) {
            revert LeafSound(claim);
        }
        _convict(h.no, batch.at);
    }

    function falseChange(
        Committed calldata before,
        Committed calldata batch,
        uint32 account,
        uint40 key,
        StatedLeaf calldata leafBefore,
        StatedLeaf calldata leafAfter,
        Page calldata page
    ) external {
        int64 had = _before(before, batch, account, key, leafBefore);
        Header calldata h = _committed(batch);
        _checkStated(h, account, leafAfter);
        int64 entry = 0;
        if (h.payloadHash != 0) {
            PageProof.check(page, h.payloadHash);
            entry = PageProof.entry(page.page, key, account);
        }
        int64 has = StateProof.component(leafAfter.leaf, key);
        if (int256(had) + entry == has) revert ChangeSound(had, entry, has);
        _convict(h.no, batch.at);
    }

    function convictFor(uint64 no, uint64 at, bytes4 proof, address challenger) external {
        if (!isJudge[msg.sender]) revert NotJudge(msg.sender);
        emit Convicted(no, proof, challenger);
        IClearingHouse(house).convict(no, at);
    }

    function holdFor(uint64 no, uint64 at) external {
        if (!isJudge[msg.sender]) revert NotJudge(msg.sender);
        IClearingHouse(house).hold(no, at);
    }

    function verifyLeaf(
        bytes calldata header,
        uint64 committedAt,
        uint32 account,
        bytes calldata leaf,
        bytes calldata path,
        bytes calldata marks
    ) external view returns (int256 claim) {
        Header calldata h = _committedAt(header, committedAt);
        _checkMarks(h, marks);
        bytes32 hash;
        (hash, claim) = StateProof.leaf(leaf, account, marks);
        (bytes32 root, uint128 sumPos, uint128 sumNeg) = StateProof.walk(path, account, hash, claim);
        _compare(h, root, sumPos, sumNeg);
    }

    function _before(Committed calldata before, Committed calldata batch, uint32 account, uint40 key, StatedLeaf calldata stated)
        private
        view
        returns (int64)
    {
        (Header calldata h, bool first) = _checkNext(before, _committed(batch).no);
        if (first) return 0;
        _checkStated(h, account, stated);
        return StateProof.component(stated.leaf, key);
    }

    /// Whether the children add up to (p, n) and neither is hollow, nor both empty.
    function _adds(bytes calldata children, uint256 p, uint256 n) private pure returns (bool) {
        (bytes32 leftHash, uint256 leftP, uint256 leftN) = _child(children[0:64]);
        (bytes32 rightHash, uint256 rightP, uint256 rightN) = _child(children[64:128]);
        if (leftHash == 0 && (leftP | leftN != 0 || rightHash == 0)) return false;
        if (rightHash == 0 && rightP | rightN != 0) return false;
        return leftP + rightP == p && leftN + rightN == n;
    }

    function _child(bytes calldata child) private pure returns (bytes32 hash, uint256 p, uint256 n) {
        return (bytes32(child[0:32]), uint128(bytes16(child[32:48])), uint128(bytes16(child[48:64])));
    }

    function _checkStated(Header calldata h, uint32 account, StatedLeaf calldata stated) private pure {
        if (stated.path.length != StateProof.DEPTH * StateProof.STEP) revert NodePlace(stated.path.length / StateProof.STEP);
        _checkRoot(h, stated.path, account, stated.leaf.length == 0 ? bytes32(0) : keccak256(stated.leaf), stated.p, stated.n);
    }

    function _checkRoot(Header calldata h, bytes calldata path, uint256 index, bytes32 hash, uint128 p, uint128 n) private pure {
        (bytes32 root, uint128 sumPos, uint128 sumNeg) = StateProof.climb(path, index, hash, p, n);
        _compare(h, root, sumPos, sumNeg);
    }

    function _compare(Header calldata h, bytes32 root, uint128 sumPos, uint128 sumNeg) private pure {
        if (root != h.root) revert RootMismatch(h.root, root);
        if (sumPos != h.sumPos || sumNeg != h.sumNeg) revert RootSumsMismatch(h.sumPos, h.sumNeg, sumPos, sumNeg);
    }

    function _checkMarks(Header calldata h, bytes calldata marks) private pure {
        bytes32 markRoot = Marks.root(marks);
        if (markRoot != h.markRoot) revert MarkRootMismatch(h.markRoot, markRoot);
    }

    function _convict(uint64 no, uint64 committedAt) internal override {
        emit Convicted(no, msg.sig, msg.sender);
        IClearingHouse(house).convict(no, committedAt);
    }
}
