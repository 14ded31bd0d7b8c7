// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test, stdJson} from "forge-std/Test.sol";
import {ClearingHouse} from "../src/ClearingHouse.sol";
import {Flows} from "../src/libraries/Flows.sol";
import {Marks} from "../src/libraries/Marks.sol";
import {Payload} from "../src/libraries/Payload.sol";
import {StateProof} from "../src/libraries/StateProof.sol";
import {Tree} from "../src/libraries/Tree.sol";
import {Header, HeaderV1} from "../src/types/Header.sol";
import {Reference} from "./support/Reference.sol";

/// Calldata doors to the libraries.
contract Libraries {
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

/// The chain formats against vectors that code of another kind has worked out.
contract GoldenTest is Test {
    using stdJson for string;

    string private json;
    Libraries private lib;

    function setUp() public {
        json = vm.readFile("test/vectors/golden.json");
        lib = new Libraries();
    }

    function test_marks_matchVectors() public view {
        for (uint256 i = 0; i < 3; i++) {
            string memory key = string.concat(".marks[", vm.toString(i), "]");
            assertEq(lib.markRoot(json.readBytes(string.concat(key, ".bytes"))), json.readBytes32(string.concat(key, ".root")));
        }
    }

    function test_leavesAndTree_matchVectors() public view {
        bytes memory marks = json.readBytes(".tree.marks");
        for (uint256 i = 0; i < 7; i++) {
            string memory key = string.concat(".tree.leaves[", vm.toString(i), "]");
            uint32 id = uint32(json.readUint(string.concat(key, ".id")));
            (bytes32 hash, int256 claim) = lib.leaf(json.readBytes(string.concat(key, ".bytes")), id, marks);
            assertEq(hash, json.readBytes32(string.concat(key, ".hash")));
            assertEq(claim, json.readInt(string.concat(key, ".claim")));
            (bytes32 root, uint128 p, uint128 n) = lib.walk(json.readBytes(string.concat(key, ".path")), id, hash, claim);
            assertEq(root, json.readBytes32(".tree.root"));
            assertEq(p, json.readUint(".tree.sumPos"));
            assertEq(n, json.readUint(".tree.sumNeg"));
        }
    }

    function test_emptyTree_isZero() public view {
        (bytes32 root, uint128 p, uint128 n) = lib.walk(new bytes(24 * 64), 4096, 0, 0);
        assertEq(root, 0);
        assertEq(p + n, 0);
    }

    function test_node_matchesVector() public view {
        bytes memory preimage = abi.encodePacked(hex"01", json.readBytes(".node.left"), json.readBytes(".node.right"));
        assertEq(preimage.length, 129);
        assertEq(keccak256(preimage), json.readBytes32(".node.hash"));
    }

    function test_zigzag_matchesVectors() public view {
        for (uint256 i = 0; i < 5; i++) {
            string memory key = string.concat(".zigzag[", vm.toString(i), "]");
            int64 value = int64(json.readInt(string.concat(key, ".value")));
            assertEq(Reference.zigzag(value), json.readUint(string.concat(key, ".encoded")));
        }
    }

    function test_payloads_matchVectors() public view {
        for (uint256 i = 0; i < 4; i++) {
            string memory key = string.concat(".payloads[", vm.toString(i), "]");
            int256[] memory flows = new int256[](2);
            flows[0] = json.readInt(string.concat(key, ".sums[0]"));
            flows[1] = json.readInt(string.concat(key, ".sums[1]"));
            (bytes32 hash, int256 fees, int256 badDebt) = lib.payload(json.readBytes(string.concat(key, ".bytes")), flows);
            assertEq(hash, json.readBytes32(string.concat(key, ".hash")));
            assertEq(fees, i == 1 ? int256(3) : int256(0));
            assertEq(badDebt, i == 1 ? -1 : int256(0));
        }
    }

    function test_withdrawalTrees_matchVectors() public view {
        for (uint256 count = 1; count <= 7; count++) {
            string memory key = string.concat(".withdrawals.trees[", vm.toString(count - 1), "]");
            for (uint256 i = 0; i < count; i++) {
                bytes32 leaf = json.readBytes32(string.concat(".withdrawals.leaves[", vm.toString(i), "].hash"));
                bytes memory path = json.readBytes(string.concat(key, ".paths[", vm.toString(i), "]"));
                assertEq(lib.climb(leaf, i, count, path), json.readBytes32(string.concat(key, ".root")));
            }
        }
    }

    function test_flows_matchVector() public view {
        bytes memory flows = json.readBytes(".flows.bytes");
        assertEq(keccak256(flows), json.readBytes32(".flows.hash"));
        (int256[] memory net, bytes32 totals,, uint64 cover) = lib.net(flows, 2);
        assertEq(net[0], json.readInt(".flows.net[0]"));
        assertEq(net[1], json.readInt(".flows.net[1]"));
        assertEq(totals, json.readBytes32(".flows.withdrawTotalsHash"));
        assertEq(cover, 2);
    }

    function test_header_matchesVector() public view {
        bytes memory preimage = json.readBytes(".header.bytes");
        (Header memory h, bytes32 hash) = lib.header(preimage);
        assertEq(hash, json.readBytes32(".header.hash"));
        assertEq(abi.encode(h), preimage);
        assertEq(h.no, 9);
        assertEq(h.root, json.readBytes32(".tree.root"));
        assertEq(h.withdrawRoot, json.readBytes32(".withdrawals.trees[6].root"));
    }

    function test_attestation_matchesVector() public {
        vm.chainId(json.readUint(".attestation.chainId"));
        address[] memory attestors = new address[](1);
        attestors[0] = address(1);
        address where = json.readAddress(".attestation.contract");
        deployCodeTo("ClearingHouse.sol:ClearingHouse", abi.encode(address(1), address(2), attestors, 1, 10, 60), where);
        bytes32 separator = ClearingHouse(where).domainSeparator();
        assertEq(separator, json.readBytes32(".attestation.domainSeparator"));
        bytes32 structHash = keccak256(abi.encode(keccak256("Header(bytes32 headerHash)"), json.readBytes32(".header.hash")));
        assertEq(keccak256(abi.encodePacked(hex"1901", separator, structHash)), json.readBytes32(".attestation.digest"));
    }

    function test_record_matchesVector() public view {
        bytes32 record = keccak256(abi.encodePacked(json.readBytes32(".record.headerHash"), uint64(json.readUint(".record.committedAt"))));
        assertEq(record, json.readBytes32(".record.record"));
    }
}
