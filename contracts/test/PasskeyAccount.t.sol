// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPoint, IEntryPointStake, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IPasskeyAccount} from "../src/interfaces/IPasskeyAccount.sol";
import {IAccount7821, IPasskeyFactory, Passkeys} from "./support/Passkeys.sol";

contract Bell {
    uint256 public rung;

    function ring() external payable {
        rung++;
    }

    function knock() external {
        rung += 10;
    }
}

contract PasskeyAccountTest is Passkeys {
    IAccount7821 private account;
    Bell private bell;
    uint256 private constant SESSION_KEY = 0x5E55;

    error FailedOp(uint256 index, string reason);

    function setUp() public {
        vm.warp(1_700_000_000);
        _deployWallets();
        bell = new Bell();
        account = IAccount7821(factory.create(passkeyX, passkeyY, 0));
        vm.deal(address(account), 1 ether);
    }

    function test_create_isAtTheForetoldAddressOnce() public {
        assertEq(factory.addressOf(passkeyX, passkeyY, 1), factory.create(passkeyX, passkeyY, 1));
        assertEq(factory.create(passkeyX, passkeyY, 1), factory.addressOf(passkeyX, passkeyY, 1));
        assertTrue(factory.addressOf(passkeyX, passkeyY, 1) != address(account));
        (bytes32 x, bytes32 y) = account.signer();
        assertEq(x, passkeyX);
        assertEq(y, passkeyY);
        assertEq(account.entryPoint(), ENTRY_POINT);
    }

    function test_initialise_isOnceAndByTheFactory() public {
        vm.expectRevert(IPasskeyAccount.AlreadyInitialised.selector);
        account.initialise(passkeyX, passkeyY, "");
        IAccount7821 bare = IAccount7821(factory.implementation());
        vm.expectRevert(IPasskeyAccount.AlreadyInitialised.selector);
        bare.initialise(passkeyX, passkeyY, "");
    }

    function test_operation_runsABatchByPasskey() public {
        Execution[] memory calls = new Execution[](2);
        calls[0] = Execution(address(bell), 7, abi.encodeCall(Bell.ring, ()));
        calls[1] = Execution(address(bell), 0, abi.encodeCall(Bell.knock, ()));
        _handle(_signed(_operation(address(account), 0, calls)));
        assertEq(bell.rung(), 11);
        assertEq(address(bell).balance, 7);
    }

    function test_operation_createsTheAccountOnItsFirstUse() public {
        address fresh = factory.addressOf(passkeyX, passkeyY, 2);
        vm.deal(fresh, 1 ether);
        PackedUserOperation memory op = _operation(fresh, 0, _ring());
        op.initCode = abi.encodePacked(address(factory), abi.encodeCall(IPasskeyFactory.create, (passkeyX, passkeyY, 2)));
        _handle(_signed(op));
        assertEq(bell.rung(), 1);
    }

    function test_operation_isRefusedWhenNotThePasskeys() public {
        PackedUserOperation memory op = _operation(address(account), 0, _ring());
        bytes32 hash = _hash(op);
        op.signature = _assertion(PASSKEY + 1, hash);
        _refused(op);
        op.signature = _assertion(PASSKEY, ~hash);
        _refused(op);
        op.signature = _assertionOf(PASSKEY, hash, 0x01, "webauthn.get"); // present, not verified
        _refused(op);
        op.signature = _assertionOf(PASSKEY, hash, 0x05, "webauthn.new");
        _refused(op);
        op.signature = "";
        _refused(op);
        op.signature = _assertion(PASSKEY, hash);
        op.callData = abi.encodeCall(IAccount7821.execute, (BATCH, abi.encode(new Execution[](0))));
        _refused(op);
    }

    function test_operation_isUsedUpByItsNonce() public {
        PackedUserOperation memory op = _signed(_operation(address(account), 0, _ring()));
        _handle(op);
        vm.expectRevert(abi.encodeWithSelector(FailedOp.selector, 0, "AA25 invalid account nonce"));
        _handle(op);
    }

    /// invariant_walletNonceMonotone: whatever order lanes are used in, each lane counts up by one.
    function testFuzz_nonce_isMonotoneInEveryLane(uint8[6] memory lanes) public {
        uint256[3] memory used;
        for (uint256 i = 0; i < lanes.length; i++) {
            uint192 lane = lanes[i] % 3;
            _handle(_signed(_operation(address(account), lane, _ring())));
            used[lane]++;
            assertEq(IEntryPoint(ENTRY_POINT).getNonce(address(account), lane), uint256(lane) << 64 | used[lane]);
        }
        assertEq(bell.rung(), lanes.length);
    }

    function test_setPasskey_replacesTheOldOne() public {
        (bytes32 x, bytes32 y) = _publicKey(PASSKEY + 1);
        _self(abi.encodeCall(IPasskeyAccount.setPasskey, (x, y)));
        PackedUserOperation memory op = _operation(address(account), 0, _ring());
        op.signature = _assertion(PASSKEY, _hash(op));
        _refused(op);
        op.signature = _assertion(PASSKEY + 1, _hash(op));
        _handle(op);
        assertEq(bell.rung(), 1);
    }

    function test_doors_areForTheAccountItself() public {
        bytes memory refused = abi.encodeWithSelector(IAccount7821.AccountUnauthorized.selector, address(this));
        vm.expectRevert(refused);
        account.setPasskey(passkeyX, passkeyY);
        vm.expectRevert(refused);
        account.grantSession(abi.encodePacked(address(1)), 0, 1, new IPasskeyAccount.Permission[](0));
        vm.expectRevert(refused);
        account.revokeSession(1);
        vm.expectRevert(refused);
        account.execute(BATCH, abi.encode(_ring()));
    }

    function test_isValidSignature_bindsTheAccount() public {
        bytes32 hash = keccak256("message");
        bytes32 personal = keccak256(abi.encode(keccak256("PersonalSign(bytes prefixed)"), hash));
        bytes memory signature = _assertion(PASSKEY, keccak256(abi.encodePacked(hex"1901", _domain(address(account)), personal)));
        assertEq(account.isValidSignature(hash, signature), account.isValidSignature.selector);
        IAccount7821 sister = IAccount7821(factory.create(passkeyX, passkeyY, 5));
        assertEq(sister.isValidSignature(hash, signature), bytes4(0xffffffff));
        assertEq(account.isValidSignature(hash, _assertion(PASSKEY, hash)), bytes4(0xffffffff));
    }

    // ---- sessions ----

    function test_session_mayDoWhatItWasGranted() public {
        uint192 id = _grant(2, 1 days);
        assertTrue(account.maySession(id, address(bell), Bell.ring.selector));
        _handle(_session(id, _ring()));
        (uint48 until, uint32 operations) = account.sessionOf(id);
        assertEq(until, block.timestamp + 1 days);
        assertEq(operations, 1);
        _handle(_session(id, _ring()));
        assertEq(bell.rung(), 2);
        _refused(_session(id, _ring()));
    }

    function test_session_mayDoNothingElse() public {
        uint192 id = _grant(9, 1 days);
        _refused(_session(id, _one(address(bell), abi.encodeCall(Bell.knock, ()))));
        _refused(_session(id, _one(address(new Bell()), abi.encodeCall(Bell.ring, ()))));
        _refused(_session(id, _one(address(account), abi.encodeCall(IPasskeyAccount.setPasskey, (0, 0)))));
        _refused(_session(id, _one(address(bell), "")));
        Execution[] memory calls = _ring();
        calls[0].value = 1;
        _refused(_session(id, calls));
        calls = new Execution[](2);
        calls[0] = _ring()[0];
        calls[1] = _one(address(bell), abi.encodeCall(Bell.knock, ()))[0];
        _refused(_session(id, calls));
        PackedUserOperation memory op = _session(id, _ring());
        op.callData = abi.encodeCall(IPasskeyAccount.setPasskey, (passkeyX, passkeyY));
        op.signature = _ecdsa(SESSION_KEY, _hash(op));
        _refused(op);
        op.callData = abi.encodePacked(IAccount7821.execute.selector, BATCH, uint256(65), uint256(0), uint256(0));
        op.signature = _ecdsa(SESSION_KEY, _hash(op));
        _refused(op);
        op.callData = abi.encodePacked(IAccount7821.execute.selector, BATCH, uint256(64), uint256(33), uint256(0));
        op.signature = _ecdsa(SESSION_KEY, _hash(op));
        _refused(op);
        op = _session(id, _ring());
        op.signature = _ecdsa(SESSION_KEY + 1, _hash(op));
        _refused(op);
        op = _operation(address(account), 0, _ring());
        op.signature = _ecdsa(SESSION_KEY, _hash(op));
        _refused(op);
        assertEq(bell.rung(), 0);
    }

    function test_session_endsWithItsTime() public {
        uint192 id = _grant(9, 1 days);
        skip(1 days + 1);
        PackedUserOperation memory op = _session(id, _ring());
        vm.expectRevert(abi.encodeWithSelector(FailedOp.selector, 0, "AA22 expired or not due"));
        _handle(op);
    }

    function test_session_endsWhenRevoked() public {
        uint192 id = _grant(9, 1 days);
        vm.expectEmit(address(account));
        emit IPasskeyAccount.SessionRevoked(id);
        _self(abi.encodeCall(IPasskeyAccount.revokeSession, (id)));
        assertFalse(account.maySession(id, address(bell), Bell.ring.selector));
        _refused(_session(id, _ring()));
    }

    function test_session_grantedAnewForgetsOldPermissions() public {
        uint192 id = _grant(9, 1 days);
        _self(
            abi.encodeCall(
                IPasskeyAccount.grantSession,
                (abi.encodePacked(vm.addr(SESSION_KEY)), uint48(block.timestamp), 9, _permissions(address(bell), Bell.knock.selector))
            )
        );
        _refused(_session(id, _ring()));
        _handle(_session(id, _one(address(bell), abi.encodeCall(Bell.knock, ()))));
        assertEq(bell.rung(), 10);
    }

    function test_session_cannotBeGrantedTooMuch() public {
        bytes memory key = abi.encodePacked(vm.addr(SESSION_KEY));
        uint48 latest = uint48(block.timestamp) + 30 days;
        vm.startPrank(address(account));
        vm.expectRevert(abi.encodeWithSelector(IPasskeyAccount.SessionTime.selector, latest + 1, latest));
        account.grantSession(key, latest + 1, 1, _permissions(address(bell), 0));
        vm.expectRevert(abi.encodeWithSelector(IPasskeyAccount.PermissionForbidden.selector, address(account)));
        account.grantSession(key, latest, 1, _permissions(address(account), 0));
        vm.expectRevert(abi.encodeWithSelector(IPasskeyAccount.PermissionForbidden.selector, ENTRY_POINT));
        account.grantSession(key, latest, 1, _permissions(ENTRY_POINT, 0));
        vm.expectRevert(abi.encodeWithSelector(IPasskeyAccount.SessionKeyShort.selector, 19));
        account.grantSession(new bytes(19), latest, 1, _permissions(address(bell), 0));
        account.grantSession(key, latest, 1, _permissions(address(bell), 0));
    }

    // ---- EIP-7702 ----

    function test_delegation_givesAnOrdinaryAddressAPasskey() public {
        uint256 ownerKey = 0x7702;
        address owner = vm.addr(ownerKey);
        vm.deal(owner, 1 ether);
        vm.signAndAttachDelegation(factory.implementation(), ownerKey);
        IAccount7821 delegated = IAccount7821(owner);
        vm.expectRevert(IPasskeyAccount.NotFactoryOrOwner.selector);
        delegated.initialise(passkeyX, passkeyY, "");
        bytes memory strangers = _ecdsa(ownerKey + 1, delegated.initialiseDigest(passkeyX, passkeyY));
        vm.expectRevert(IPasskeyAccount.NotFactoryOrOwner.selector);
        delegated.initialise(passkeyX, passkeyY, strangers);
        delegated.initialise(passkeyX, passkeyY, _ecdsa(ownerKey, delegated.initialiseDigest(passkeyX, passkeyY)));
        _handle(_signed(_operation(owner, 0, _ring())));
        assertEq(bell.rung(), 1);
        vm.prank(owner);
        delegated.execute(BATCH, abi.encode(_ring()));
        assertEq(bell.rung(), 2);
    }

    // ---- helpers ----

    function _ring() private view returns (Execution[] memory) {
        return _one(address(bell), abi.encodeCall(Bell.ring, ()));
    }

    function _signed(PackedUserOperation memory op) private view returns (PackedUserOperation memory) {
        op.signature = _assertion(PASSKEY, _hash(op));
        return op;
    }

    function _self(bytes memory call) private {
        _handle(_signed(_operation(address(account), 0, _one(address(account), call))));
    }

    function _refused(PackedUserOperation memory op) private {
        vm.expectRevert(abi.encodeWithSelector(FailedOp.selector, 0, "AA24 signature error"));
        _handle(op);
    }

    function _ecdsa(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _permissions(address target, bytes4 selector) private pure returns (IPasskeyAccount.Permission[] memory list) {
        list = new IPasskeyAccount.Permission[](1);
        list[0] = IPasskeyAccount.Permission(target, selector);
    }

    function _grant(uint32 operations, uint48 time) private returns (uint192 id) {
        bytes memory key = abi.encodePacked(vm.addr(SESSION_KEY));
        id = account.sessionId(key);
        IPasskeyAccount.Permission[] memory list = _permissions(address(bell), Bell.ring.selector);
        _self(abi.encodeCall(IPasskeyAccount.grantSession, (key, uint48(block.timestamp) + time, operations, list)));
    }

    function _session(uint192 id, Execution[] memory calls) private view returns (PackedUserOperation memory op) {
        op = _operation(address(account), id, calls);
        op.signature = _ecdsa(SESSION_KEY, _hash(op));
    }

    function _domain(address of_) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Caisson Account"),
                keccak256("1"),
                block.chainid,
                of_
            )
        );
    }
}
