// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test, stdJson} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";
import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IExitDesk} from "../src/interfaces/IExitDesk.sol";
import {Header} from "../src/types/Header.sol";
import {ILibraries} from "./support/ILibraries.sol";
import {Reference} from "./support/Reference.sol";
import {Wreck} from "./support/Wreck.sol";

/// The chain formats and the amounts of an escape against the vectors that Java has worked out (scripts/vectors).
contract GoldenTest is Test {
    using stdJson for string;

    string private json;
    ILibraries private lib;

    function setUp() public {
        json = vm.readFile("test/vectors/golden.json");
        lib = ILibraries(deployCode("Libraries.t.sol:Libraries"));
    }

    // ---- settlement ----

    function test_marks_matchVectors() public view {
        string[3] memory keys = [".settlement.marks", ".settlement.marksTwoPages", ".settlement.extremes.marks"];
        for (uint256 i = 0; i < keys.length; i++) {
            assertEq(lib.markRoot(_bytes(keys[i], ".bytes")), _word(keys[i], ".root"));
        }
    }

    function test_leavesAndTree_matchVectors() public view {
        _tree(".settlement.tree", _bytes(".settlement.marks", ".bytes"), 5);
        _proves(".settlement.tree", _bytes(".settlement.tree", ".proofOfEmpty4099"), 4099, 0, 0);
        (bytes32 hash, int256 claim) = lib.leaf("", 4099, _bytes(".settlement.marks", ".bytes"));
        assertEq(hash, _word(".settlement.emptyLeaf", ".hash"));
        assertEq(claim, 0);
    }

    function test_extremes_matchVectors() public view {
        _tree(".settlement.extremes", _bytes(".settlement.extremes.marks", ".bytes"), 6);
    }

    function test_emptyTree_isZero() public view {
        (bytes32 root, uint128 p, uint128 n) = lib.walk(new bytes(24 * 64), 4096, 0, 0);
        assertEq(root, 0);
        assertEq(p + n, 0);
        assertEq(_bytes(".settlement", ".emptyLevel"), new bytes(64));
    }

    function test_node_matchesVector() public view {
        bytes memory preimage = abi.encodePacked(hex"01", _bytes(".settlement.node", ".left"), _bytes(".settlement.node", ".right"));
        assertEq(preimage.length, 129);
        assertEq(keccak256(preimage), bytes32(_number(_bytes(".settlement.node", ".parent"), 0, 32)));
    }

    function test_zigzag_matchesVectors() public view {
        for (uint256 i = 0; i < 8; i++) {
            string memory key = _at(".settlement.zigzag", i);
            bytes memory encoded = _bytes(key, ".encoded");
            assertEq(Reference.zigzag(int64(json.readInt(string.concat(key, ".value")))), _number(encoded, 0, 8));
        }
    }

    function test_payloads_matchVectors() public view {
        _payload(".settlement.payload", 450);
        _payload(".settlement.payloadEdge", 0);
    }

    function test_withdrawalTrees_matchVectors() public view {
        for (uint256 count = 1; count <= 7; count++) {
            string memory key = _at(".settlement.withdrawalTrees", count - 1);
            for (uint256 i = 0; i < count; i++) {
                bytes32 leaf = json.readBytes32(_at(string.concat(key, ".leaves"), i));
                assertEq(lib.climb(leaf, i, count, json.readBytes(_at(string.concat(key, ".paths"), i))), _word(key, ".root"));
            }
        }
        for (uint256 i = 0; i < 3; i++) {
            string memory key = _at(".settlement.withdrawals.leaves", i);
            assertEq(lib.climb(_word(key, ".hash"), i, 3, _bytes(key, ".path")), _word(".settlement.withdrawals", ".root"));
        }
    }

    function test_flows_matchVector() public view {
        bytes memory flows = _bytes(".settlement.flows", ".bytes");
        (, bytes32 totals,,) = lib.flows(flows);
        assertEq(keccak256(flows), _word(".settlement.flows", ".flowsHash"));
        assertEq(totals, _word(".settlement.flows", ".withdrawTotalsHash"));
        assertEq(keccak256(""), _word(".settlement.flows", ".flowsHashOfNone"));
    }

    function test_header_matchesVector() public view {
        bytes memory preimage = _bytes(".settlement.header", ".bytes");
        (Header memory h, bytes32 hash) = lib.header(preimage);
        assertEq(hash, _word(".settlement.header", ".hash"));
        assertEq(abi.encode(h), preimage);
        assertEq(h.seqTo, json.readUint(".settlement.header.fields.seqTo"));
        assertEq(h.root, _word(".settlement.tree", ".root"));
        assertEq(h.withdrawTotalsHash, _word(".settlement.header.fields", ".withdrawTotalsHash"));
    }

    function test_record_matchesVector() public view {
        uint64 committedAt = uint64(json.readUint(".settlement.record.committedAt"));
        bytes32 record = keccak256(abi.encodePacked(_word(".settlement.record", ".headerHash"), committedAt));
        assertEq(record, _word(".settlement.record", ".record"));
    }

    // ---- moves ----

    function test_moves_matchVectors() public view {
        for (uint256 i = 0; i < 3; i++) {
            string memory key = _at(".moves.lists", i);
            uint32 account = uint32(json.readUint(string.concat(key, ".account")));
            bytes memory list = _bytes(key, ".moves");
            (bytes32 hash, bytes32 root) = lib.moves(account, list, _bytes(key, ".path"));
            assertEq(hash, _word(key, ".hash"));
            assertEq(root, _word(".moves", ".fillRoot"));
            for (uint256 j = 0; j < list.length / 109; j++) {
                _move(_at(string.concat(key, ".each"), j), account, list, j);
            }
        }
        (, bytes32 nobody) = lib.moves(4098, "", _bytes(".moves", ".pathOfNobody"));
        assertEq(nobody, _word(".moves", ".fillRoot"));
    }

    // ---- signing ----

    function test_signing_matchesVectors() public {
        vm.chainId(json.readUint(".signing.domain.chainId"));
        bytes memory set = abi.encodePacked(uint8(1), address(1));
        address attestors = deployCode("Attestors.sol:Attestors", abi.encode(set, set));
        address where = json.readAddress(".signing.domain.verifyingContract");
        deployCodeTo("ClearingHouse.sol:ClearingHouse", abi.encode(address(1), address(2), address(3), attestors, set, 10, 60), where);
        bytes32 separator = IClearingHouse(where).domainSeparator();
        assertEq(separator, _word(".signing", ".domainSeparator"));
        address signer = json.readAddress(".signing.address");
        bool attested = false;
        for (uint256 i = 0; json.keyExists(_at(".signing.messages", i)); i++) {
            string memory key = _at(".signing.messages", i);
            bytes32 digest = keccak256(abi.encodePacked(hex"1901", separator, _word(key, ".structHash")));
            assertEq(digest, _word(key, ".digest"));
            bytes memory signature = _bytes(key, ".signature");
            assertEq(ecrecover(digest, uint8(signature[64]), bytes32(_number(signature, 0, 32)), bytes32(_number(signature, 32, 32))), signer);
            if (keccak256(bytes(json.readString(string.concat(key, ".type")))) != keccak256("Header(bytes32 headerHash)")) continue;
            bytes32 headerHash = _word(key, ".message.headerHash");
            assertEq(keccak256(abi.encode(keccak256("Header(bytes32 headerHash)"), headerHash)), _word(key, ".structHash"));
            attested = true;
        }
        assertTrue(attested);
    }

    // ---- escape ----

    function test_escapes_matchVectors() public {
        IExitDesk desk = _opened();
        uint256[3] memory seen;
        for (uint256 pass = 0; pass < 2; pass++) {
            string memory what = pass == 0 ? ".escape" : ".share";
            for (uint256 i = 0; json.keyExists(_at(".escape.accounts", i)); i++) {
                string memory key = _at(".escape.accounts", i);
                uint32 account = uint32(json.readUint(string.concat(key, ".account")));
                vm.recordLogs();
                if (pass == 0) desk.escape(account, _bytes(key, ".leaf"), _bytes(key, ".path"));
                else desk.share(account, _bytes(key, ".leaf"), _bytes(key, ".path"));
                uint256[3] memory paid = _paid(account);
                for (uint256 asset = 0; asset < 3; asset++) {
                    assertEq(paid[asset], json.readUint(_at(string.concat(key, what), asset)), key);
                    seen[asset] += paid[asset];
                }
            }
            vm.warp(vm.getBlockTimestamp() + 30 days);
        }
        for (uint256 asset = 0; asset < 3; asset++) {
            assertLe(seen[asset], json.readUint(string.concat(_at(".escape.assets", asset), ".present")));
            assertGt(seen[asset], 0);
        }
    }

    function _opened() private returns (IExitDesk desk) {
        bytes memory header = _bytes(".escape", ".header");
        Wreck wreck = new Wreck(3, keccak256(header));
        for (uint256 asset = 0; asset < 3; asset++) {
            string memory key = _at(".escape.assets", asset);
            wreck.add(uint64(json.readUint(string.concat(key, ".accounted"))), uint64(json.readUint(string.concat(key, ".present"))));
        }
        desk = IExitDesk(deployCode("ExitDesk.sol:ExitDesk", abi.encode(address(wreck))));
        bytes memory assets = _bytes(".escape", ".assetWords");
        bytes memory markets = _bytes(".escape", ".marketWords");
        bytes memory assetPages = abi.encodePacked(keccak256(abi.encodePacked(hex"02", assets)));
        bytes memory marketPages = abi.encodePacked(keccak256(abi.encodePacked(hex"03", markets)));
        desk.loadMarks(assetPages, marketPages, false, 0, assets);
        desk.loadMarks(assetPages, marketPages, true, 0, markets);
        string memory debtor = _at(".escape.accounts", 1);
        assertEq(json.readUint(string.concat(debtor, ".account")), 5);
        desk.open(header, 1, assetPages, marketPages, _bytes(debtor, ".leaf"), _bytes(debtor, ".path"));
    }

    /// What the account has been paid since logs are recorded, by asset.
    function _paid(uint32 account) private returns (uint256[3] memory paid) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].topics[0] != IExitDesk.Paid.selector) continue;
            assertEq(uint256(logs[i].topics[1]), account);
            paid[uint256(logs[i].topics[2])] += abi.decode(logs[i].data, (uint64));
        }
    }

    // ---- helpers ----

    function _tree(string memory key, bytes memory marks, uint256 count) private view {
        for (uint256 i = 0; i < count; i++) {
            string memory leaf = _at(string.concat(key, ".leaves"), i);
            uint32 id = uint32(json.readUint(string.concat(leaf, ".account")));
            (bytes32 hash, int256 claim) = lib.leaf(_bytes(leaf, ".bytes"), id, marks);
            assertEq(hash, _word(leaf, ".hash"));
            assertEq(claim, json.readInt(string.concat(leaf, ".claim")));
            _proves(key, json.readBytes(_at(string.concat(key, ".proofs"), i)), id, hash, claim);
        }
    }

    function _proves(string memory key, bytes memory path, uint32 id, bytes32 hash, int256 claim) private view {
        (bytes32 root, uint128 p, uint128 n) = lib.walk(path, id, hash, claim);
        assertEq(root, _word(key, ".root"));
        assertEq(p, json.readUint(string.concat(key, ".sumPos")));
        assertEq(n, json.readUint(string.concat(key, ".sumNeg")));
    }

    function _payload(string memory key, int256 expectedFees) private view {
        bytes memory payload = _bytes(key, ".payload");
        (bytes32 hash, int256 fees,) = lib.payload(payload, _assetSums(payload));
        assertEq(hash, _word(key, ".payloadHash"));
        assertEq(fees, expectedFees);
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

    function _move(string memory key, uint32 account, bytes memory list, uint256 index) private view {
        bytes memory move = new bytes(109);
        for (uint256 i = 0; i < 109; i++) {
            move[i] = list[109 * index + i];
        }
        (bytes32 hash, bytes32 root) = lib.moveIn(move, index, list.length / 109, _bytes(key, ".path"));
        assertEq(hash, _word(key, ".hash"));
        bytes32 listHash = keccak256(abi.encodePacked(hex"0a", account, uint32(list.length / 109), root));
        (bytes32 expected,) = lib.moves(account, list, new bytes(768));
        assertEq(listHash, expected);
        bytes memory evidence = _bytes(key, ".evidence");
        assertEq(bytes32(_number(move, 77, 32)), evidence.length == 0 ? bytes32(0) : keccak256(evidence));
        for (uint256 i = 0; json.keyExists(_at(string.concat(key, ".changes"), i)); i++) {
            string memory row = _at(string.concat(key, ".changes"), i);
            uint40 component = uint40(json.readUint(string.concat(row, ".key")));
            assertEq(lib.moveEffect(move, component), json.readInt(string.concat(row, ".delta")));
        }
    }

    function _at(string memory list, uint256 index) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(index), "]");
    }

    function _bytes(string memory key, string memory field) private view returns (bytes memory) {
        return json.readBytes(string.concat(key, field));
    }

    function _word(string memory key, string memory field) private view returns (bytes32) {
        return json.readBytes32(string.concat(key, field));
    }

    function _number(bytes memory data, uint256 pos, uint256 length) private pure returns (uint256 value) {
        for (uint256 i = 0; i < length; i++) {
            value = value << 8 | uint8(data[pos + i]);
        }
    }
}
