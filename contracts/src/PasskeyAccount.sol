// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Account} from "@openzeppelin/contracts/account/Account.sol";
import {ERC7821} from "@openzeppelin/contracts/account/extensions/draft-ERC7821.sol";
import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {Execution, ERC7579Utils} from "@openzeppelin/contracts/account/utils/draft-ERC7579Utils.sol";
import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {AbstractSigner} from "@openzeppelin/contracts/utils/cryptography/signers/AbstractSigner.sol";
import {SignerP256} from "@openzeppelin/contracts/utils/cryptography/signers/SignerP256.sol";
import {SignerWebAuthn} from "@openzeppelin/contracts/utils/cryptography/signers/SignerWebAuthn.sol";
import {ERC7739} from "@openzeppelin/contracts/utils/cryptography/signers/draft-ERC7739.sol";
import {IPasskeyAccount} from "./interfaces/IPasskeyAccount.sol";

/// See IPasskeyAccount. Of a session's permissions the grant number is part, so a key granted anew has only what it was given then.
///
/// An operation's signature is a WebAuthn assertion when its nonce key is below 2^191, else the session key's own.
contract PasskeyAccount is IPasskeyAccount, Account, SignerWebAuthn, ERC7739, ERC7821 {
    struct Session {
        uint48 until;
        uint32 operations;
        uint32 grant;
        bytes key;
    }

    uint48 private constant MAX_SESSION = 30 days;
    uint192 private constant SESSION = 1 << 191;
    /// Passkey of the implementation itself: the generator of the curve, whose secret is 1. The bare implementation holds nothing.
    bytes32 private constant GX = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296;
    bytes32 private constant GY = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5;
    bytes32 private constant INITIALISE_TYPE = keccak256("Initialise(bytes32 x,bytes32 y)");

    address public immutable factory;
    uint32 private _grants;
    mapping(uint192 id => Session) private _sessions;
    mapping(uint192 id => mapping(bytes32 permission => bool)) private _permitted;

    constructor(address factory_) SignerP256(GX, GY) EIP712("Caisson Account", "1") {
        factory = factory_;
    }

    function initialise(bytes32 x, bytes32 y, bytes calldata proof) external {
        (bytes32 presentX, bytes32 presentY) = signer();
        if (presentX | presentY != 0) revert AlreadyInitialised();
        if (msg.sender != factory) {
            (address found,,) = ECDSA.tryRecoverCalldata(initialiseDigest(x, y), proof);
            if (found != address(this)) revert NotFactoryOrOwner();
        }
        _setSigner(x, y);
        emit PasskeySet(x, y);
    }

    function setPasskey(bytes32 x, bytes32 y) external onlyEntryPointOrSelf {
        _setSigner(x, y);
        emit PasskeySet(x, y);
    }

    function grantSession(bytes calldata key, uint48 until, uint32 operations, Permission[] calldata permissions)
        external
        onlyEntryPointOrSelf
    {
        if (key.length < 20) revert SessionKeyShort(key.length);
        uint48 latest = uint48(block.timestamp) + MAX_SESSION;
        if (until > latest) revert SessionTime(until, latest);
        uint192 id = sessionId(key);
        uint32 grant = ++_grants;
        _sessions[id] = Session(until, operations, grant, key);
        for (uint256 i = 0; i < permissions.length; i++) {
            address target = permissions[i].target;
            if (target == address(this) || target == address(entryPoint())) revert PermissionForbidden(target);
            _permitted[id][_permission(grant, target, permissions[i].selector)] = true;
        }
        emit SessionGranted(id, key, until, operations, permissions);
    }

    function revokeSession(uint192 id) external onlyEntryPointOrSelf {
        delete _sessions[id];
        emit SessionRevoked(id);
    }

    function entryPoint() public pure override returns (IEntryPoint) {
        return ERC4337Utils.ENTRYPOINT_V08;
    }

    function initialiseDigest(bytes32 x, bytes32 y) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(INITIALISE_TYPE, x, y)));
    }

    function sessionId(bytes calldata key) public pure returns (uint192) {
        return SESSION | uint192(uint256(keccak256(key)));
    }

    function sessionOf(uint192 id) external view returns (uint48 until, uint32 operations) {
        return (_sessions[id].until, _sessions[id].operations);
    }

    function maySession(uint192 id, address target, bytes4 selector) external view returns (bool) {
        return _permitted[id][_permission(_sessions[id].grant, target, selector)];
    }

    function _validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash, bytes calldata signature)
        internal
        override
        returns (uint256)
    {
        uint192 id = uint192(userOp.nonce >> 64);
        if (id < SESSION) return super._validateUserOp(userOp, userOpHash, signature);
        Session storage session = _sessions[id];
        uint32 operations = session.operations;
        if (operations == 0 || !_permits(id, session.grant, userOp.callData)) return ERC4337Utils.SIG_VALIDATION_FAILED;
        if (!SignatureChecker.isValidSignatureNow(session.key, userOpHash, signature)) return ERC4337Utils.SIG_VALIDATION_FAILED;
        session.operations = operations - 1;
        return ERC4337Utils.packValidationData(true, 0, session.until);
    }

    /// Only execute(mode, calls) in its canonical encoding, each call permitted and without value.
    function _permits(uint192 id, uint32 grant, bytes calldata callData) private view returns (bool) {
        if (callData.length < 100 || bytes4(callData) != ERC7821.execute.selector || uint256(bytes32(callData[36:])) != 64) return false;
        uint256 length = uint256(bytes32(callData[68:]));
        if (length > callData.length - 100) return false;
        Execution[] calldata calls = ERC7579Utils.decodeBatch(callData[100:100 + length]);
        for (uint256 i = 0; i < calls.length; i++) {
            if (calls[i].value != 0 || calls[i].callData.length < 4) return false;
            if (!_permitted[id][_permission(grant, calls[i].target, bytes4(calls[i].callData))]) return false;
        }
        return true;
    }

    function _permission(uint32 grant, address target, bytes4 selector) private pure returns (bytes32) {
        return bytes32(abi.encodePacked(target, selector, grant));
    }

    function _erc7821AuthorizedExecutor(address caller, bytes32 mode, bytes calldata executionData) internal view override returns (bool) {
        return caller == address(entryPoint()) || super._erc7821AuthorizedExecutor(caller, mode, executionData);
    }

    function _rawSignatureValidation(bytes32 hash, bytes calldata signature)
        internal
        view
        override(AbstractSigner, SignerWebAuthn)
        returns (bool)
    {
        return super._rawSignatureValidation(hash, signature);
    }
}
