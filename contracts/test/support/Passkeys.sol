// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {IPasskeyAccount} from "../../src/interfaces/IPasskeyAccount.sol";

interface IPasskeyFactory {
    function implementation() external view returns (address);
    function create(bytes32 x, bytes32 y, uint256 salt) external returns (address account);
    function addressOf(bytes32 x, bytes32 y, uint256 salt) external view returns (address);
}

interface IAccount7821 is IPasskeyAccount {
    error AccountUnauthorized(address sender);

    function execute(bytes32 mode, bytes calldata calls) external payable;
    function signer() external view returns (bytes32 x, bytes32 y);
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4);
    function entryPoint() external view returns (address);
}

interface IEntryPointHash {
    function getUserOpHash(PackedUserOperation calldata op) external view returns (bytes32);
}

/// The EntryPoint 0.8 as published, at its own address, and operations the way an authenticator and a bundler make them.
abstract contract Passkeys is Test {
    address internal constant ENTRY_POINT = 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108;
    address private constant CREATE2 = 0x4e59b44847b379578588920cA78FbF26c0B4956C;
    bytes private constant CREATE2_CODE =
        hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
    bytes32 private constant ENTRY_POINT_SALT = 0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9;
    bytes32 internal constant BATCH = 0x0100000000000000000000000000000000000000000000000000000000000000;
    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
    uint256 internal constant PASSKEY = 0x9A55;
    address payable internal constant BUNDLER = payable(address(0xB0D1));

    IPasskeyFactory internal factory;
    bytes32 internal passkeyX;
    bytes32 internal passkeyY;

    function _deployEntryPoint() internal {
        vm.etch(CREATE2, CREATE2_CODE);
        bytes memory code = vm.getCode("node_modules/@account-abstraction/contracts/artifacts/EntryPoint.json");
        (bool done,) = CREATE2.call(abi.encodePacked(ENTRY_POINT_SALT, code));
        assertTrue(done);
        assertGt(ENTRY_POINT.code.length, 0);
    }

    function _deployWallets() internal {
        _deployEntryPoint();
        factory = IPasskeyFactory(deployCode("PasskeyFactory.sol:PasskeyFactory"));
        (passkeyX, passkeyY) = _publicKey(PASSKEY);
    }

    function _publicKey(uint256 key) internal pure returns (bytes32, bytes32) {
        (uint256 x, uint256 y) = vm.publicKeyP256(key);
        return (bytes32(x), bytes32(y));
    }

    function _one(address target, bytes memory call) internal pure returns (Execution[] memory calls) {
        calls = new Execution[](1);
        calls[0] = Execution(target, 0, call);
    }

    function _operation(address account, uint192 nonceKey, Execution[] memory calls) internal view returns (PackedUserOperation memory op) {
        op.sender = account;
        op.nonce = IEntryPoint(ENTRY_POINT).getNonce(account, nonceKey);
        op.callData = abi.encodeCall(IAccount7821.execute, (BATCH, abi.encode(calls)));
        op.accountGasLimits = bytes32(uint256(500_000) << 128 | 200_000);
        op.preVerificationGas = 50_000;
        op.gasFees = bytes32(uint256(1 gwei) << 128 | 1 gwei);
    }

    function _hash(PackedUserOperation memory op) internal view returns (bytes32) {
        return IEntryPointHash(ENTRY_POINT).getUserOpHash(op);
    }

    function _assertion(uint256 key, bytes32 challenge) internal pure returns (bytes memory) {
        return _assertionOf(key, challenge, 0x05, "webauthn.get");
    }

    /// What a browser returns, ABI-encoded as WebAuthnAuth.
    function _assertionOf(uint256 key, bytes32 challenge, uint8 flags, string memory kind) internal pure returns (bytes memory) {
        bytes memory authenticator = abi.encodePacked(sha256("caisson.example"), flags, uint32(0));
        string memory client = string.concat(
            '{"type":"',
            kind,
            '","challenge":"',
            Base64.encodeURL(abi.encodePacked(challenge)),
            '","origin":"https://caisson.example","crossOrigin":false}'
        );
        (bytes32 r, bytes32 s) = vm.signP256(key, sha256(abi.encodePacked(authenticator, sha256(bytes(client)))));
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
        return abi.encode(r, s, uint256(bytes(kind).length + 11), uint256(1), authenticator, client);
    }

    function _handle(PackedUserOperation memory op) internal {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = op;
        vm.prank(BUNDLER, BUNDLER);
        IEntryPoint(ENTRY_POINT).handleOps(ops, BUNDLER);
    }
}
