// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test, stdJson} from "forge-std/Test.sol";
import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {Header} from "../src/types/Header.sol";
import {ILibraries} from "./support/ILibraries.sol";
import {Reference} from "./support/Reference.sol";

/// The chain formats against vectors that code of another kind has worked out.
contract GoldenTest is Test {
    using stdJson for string;

    string private json;
    ILibraries private lib;

    function setUp() public {
        json = vm.readFile("test/vectors/golden.json");
        lib = ILibraries(deployCode("Libraries.t.sol:Libraries"));
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
        (bytes32 sums, bytes32 totals,, uint64 cover) = lib.flows(flows);
        bytes32 folded = 0;
        for (uint256 asset = 0; asset < 2; asset++) {
            int256 net = json.readInt(string.concat(".flows.net[", vm.toString(asset), "]"));
            folded = keccak256(abi.encodePacked(folded, uint16(asset), bytes18(0), int96(net)));
        }
        assertEq(sums, folded);
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
        bytes memory set = abi.encodePacked(uint8(1), address(1));
        address attestors = deployCode("Attestors.sol:Attestors", abi.encode(set, set));
        address where = json.readAddress(".attestation.contract");
        deployCodeTo("ClearingHouse.sol:ClearingHouse", abi.encode(address(1), address(2), address(3), attestors, set, 10, 60), where);
        bytes32 separator = IClearingHouse(where).domainSeparator();
        assertEq(separator, json.readBytes32(".attestation.domainSeparator"));
        bytes32 structHash = keccak256(abi.encode(keccak256("Header(bytes32 headerHash)"), json.readBytes32(".header.hash")));
        assertEq(keccak256(abi.encodePacked(hex"1901", separator, structHash)), json.readBytes32(".attestation.digest"));
    }

    function test_record_matchesVector() public view {
        bytes32 record = keccak256(abi.encodePacked(json.readBytes32(".record.headerHash"), uint64(json.readUint(".record.committedAt"))));
        assertEq(record, json.readBytes32(".record.record"));
    }

    // ---- the file that the Java side writes and reads ----

    function test_javaVectors_agree() public {
        json = vm.readFile("../bridge/clearing/src/test/resources/vectors/settlement-v1.json");
        assertEq(lib.markRoot(json.readBytes(".marks.bytes")), json.readBytes32(".marks.root"));
        assertEq(lib.markRoot(json.readBytes(".marksTwoPages.bytes")), json.readBytes32(".marksTwoPages.root"));
        _javaTree(json.readBytes(".marks.bytes"));
        _javaPayload(".payload");
        _javaPayload(".payloadEdge");
        bytes memory flows = json.readBytes(".flows.bytes");
        (, bytes32 totals,,) = lib.flows(flows);
        assertEq(keccak256(flows), json.readBytes32(".flows.flowsHash"));
        assertEq(totals, json.readBytes32(".flows.withdrawTotalsHash"));
        _javaWithdrawals();
        (Header memory h, bytes32 hash) = lib.header(json.readBytes(".header.bytes"));
        assertEq(hash, json.readBytes32(".header.hash"));
        assertEq(h.seqTo, json.readUint(".header.fields.seqTo"));
        assertEq(h.withdrawTotalsHash, json.readBytes32(".header.fields.withdrawTotalsHash"));
    }

    function test_javaMoves_agree() public {
        json = vm.readFile("../bridge/clearing/src/test/resources/vectors/moves-v1.json");
        for (uint256 i = 0; i < 3; i++) {
            string memory key = string.concat(".lists[", vm.toString(i), "]");
            uint32 account = uint32(json.readUint(string.concat(key, ".account")));
            bytes memory list = json.readBytes(string.concat(key, ".moves"));
            (bytes32 hash, bytes32 root) = lib.moves(account, list, json.readBytes(string.concat(key, ".path")));
            assertEq(hash, json.readBytes32(string.concat(key, ".hash")));
            assertEq(root, json.readBytes32(".fillRoot"));
            for (uint256 j = 0; j < list.length / 109; j++) {
                _javaMove(string.concat(key, ".each[", vm.toString(j), "]"), account, list, j);
            }
        }
        (, bytes32 nobody) = lib.moves(4098, "", json.readBytes(".pathOfNobody"));
        assertEq(nobody, json.readBytes32(".fillRoot"));
    }

    function _javaMove(string memory key, uint32 account, bytes memory list, uint256 index) private view {
        bytes memory move = new bytes(109);
        for (uint256 i = 0; i < 109; i++) {
            move[i] = list[109 * index + i];
        }
        (bytes32 hash, bytes32 root) = lib.moveIn(move, index, list.length / 109, json.readBytes(string.concat(key, ".path")));
        assertEq(hash, json.readBytes32(string.concat(key, ".hash")));
        bytes32 listHash = keccak256(abi.encodePacked(hex"0a", account, uint32(list.length / 109), root));
        (bytes32 expected,) = lib.moves(account, list, new bytes(768));
        assertEq(listHash, expected);
        bytes memory evidence = json.readBytes(string.concat(key, ".evidence"));
        bytes32 stated = evidence.length == 0 ? bytes32(0) : keccak256(evidence);
        assertEq(bytes32(_number(move, 77, 32)), stated);
        for (uint256 i = 0; json.keyExists(string.concat(key, ".changes[", vm.toString(i), "]")); i++) {
            string memory row = string.concat(key, ".changes[", vm.toString(i), "]");
            uint40 component = uint40(json.readUint(string.concat(row, ".key")));
            assertEq(lib.moveEffect(move, component), json.readInt(string.concat(row, ".delta")));
        }
    }

    function _javaTree(bytes memory marks) private view {
        for (uint256 i = 0; i < 5; i++) {
            string memory key = string.concat(".tree.leaves[", vm.toString(i), "]");
            uint32 id = uint32(json.readUint(string.concat(key, ".account")));
            (bytes32 hash, int256 claim) = lib.leaf(json.readBytes(string.concat(key, ".bytes")), id, marks);
            assertEq(hash, json.readBytes32(string.concat(key, ".hash")));
            assertEq(claim, json.readInt(string.concat(key, ".claim")));
            _javaRoot(json.readBytes(string.concat(".tree.proofs[", vm.toString(i), "]")), id, hash, claim);
        }
        _javaRoot(json.readBytes(".tree.proofOfEmpty4099"), 4099, 0, 0);
    }

    function _javaRoot(bytes memory path, uint32 id, bytes32 hash, int256 claim) private view {
        (bytes32 root, uint128 p, uint128 n) = lib.walk(path, id, hash, claim);
        assertEq(root, json.readBytes32(".tree.root"));
        assertEq(p, json.readUint(".tree.sumPos"));
        assertEq(n, json.readUint(".tree.sumNeg"));
    }

    function _javaPayload(string memory key) private view {
        bytes memory payload = json.readBytes(string.concat(key, ".payload"));
        (bytes32 hash,,) = lib.payload(payload, _assetSums(payload));
        assertEq(hash, json.readBytes32(string.concat(key, ".payloadHash")));
    }

    function _assetSums(bytes memory payload) private pure returns (int256[] memory sums) {
        sums = new int256[](2);
        uint256 pos = 0;
        while (pos < payload.length) {
            uint256 key = _number(payload, pos, 5);
            uint256 count = _number(payload, pos + 5, 2) & 0x7fff;
            pos += 7;
            for (uint256 i = 0; i < count; i++) {
                uint256 z = _number(payload, pos + 4, 8);
                pos += 12;
                if (key >> 32 == 2) sums[uint32(key)] += z % 2 == 0 ? int256(z / 2) : -int256(z / 2) - 1;
            }
        }
    }

    function _number(bytes memory data, uint256 pos, uint256 length) private pure returns (uint256 value) {
        for (uint256 i = 0; i < length; i++) {
            value = value << 8 | uint8(data[pos + i]);
        }
    }

    function _javaWithdrawals() private view {
        uint256 count = 0;
        while (json.keyExists(string.concat(".withdrawals.leaves[", vm.toString(count), "]"))) count++;
        assertGt(count, 1);
        for (uint256 i = 0; i < count; i++) {
            string memory key = string.concat(".withdrawals.leaves[", vm.toString(i), "]");
            bytes32 leaf = json.readBytes32(string.concat(key, ".hash"));
            assertEq(lib.climb(leaf, i, count, json.readBytes(string.concat(key, ".path"))), json.readBytes32(".withdrawals.root"));
        }
    }
}
