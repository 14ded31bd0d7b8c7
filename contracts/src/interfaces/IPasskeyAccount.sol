// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// An ERC-4337 account that obeys one passkey, and session keys within what the passkey allowed them.
///
/// It lives as a clone made by PasskeyFactory or, by EIP-7702, as the code of an ordinary key's address; then that key stays in power beside
/// the passkey, and only its signature can name the first passkey. Operations come through EntryPoint 0.8; a batch is ERC-7821 execute.
///
/// A session key signs operations whose nonce key is its own id. It may call only the (target, selector) pairs granted, without value, a counted
/// number of operations, until its time is over; never this account, so it cannot grant, and never the EntryPoint.
interface IPasskeyAccount {
    struct Permission {
        address target;
        bytes4 selector;
    }

    event PasskeySet(bytes32 x, bytes32 y);
    event SessionGranted(uint192 indexed id, bytes key, uint48 until, uint32 operations, Permission[] permissions);
    event SessionRevoked(uint192 indexed id);

    error AlreadyInitialised();
    error NotFactoryOrOwner();
    error PermissionForbidden(address target);
    error SessionTime(uint48 until, uint48 latest);
    error SessionKeyShort(uint256 length);

    /// Names the first passkey. `proof` is empty when the factory calls, else the address's own key over `initialiseDigest`.
    function initialise(bytes32 x, bytes32 y, bytes calldata proof) external;

    /// Replaces the passkey; sessions stay. Only the account itself.
    function setPasskey(bytes32 x, bytes32 y) external;

    /// Grants a session to an ERC-7913 key: an address of 20 bytes, or verifier | key. Only the account itself.
    function grantSession(bytes calldata key, uint48 until, uint32 operations, Permission[] calldata permissions) external;

    function revokeSession(uint192 id) external;

    function initialiseDigest(bytes32 x, bytes32 y) external view returns (bytes32);

    /// The nonce key a session signs under.
    function sessionId(bytes calldata key) external pure returns (uint192);

    function sessionOf(uint192 id) external view returns (uint48 until, uint32 operations);

    function maySession(uint192 id, address target, bytes4 selector) external view returns (bool);
}
