// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IClearingHouse, Withdrawal} from "../../src/interfaces/IClearingHouse.sol";
import {IInsuranceFund} from "../../src/interfaces/IInsuranceFund.sol";
import {IExitDesk} from "../../src/interfaces/IExitDesk.sol";
import {IAttestors} from "../../src/interfaces/IAttestors.sol";
import {IEmergencyMatch} from "../../src/interfaces/IEmergencyMatch.sol";
import {IDemand} from "../../src/interfaces/IDemand.sol";
import {IForceQueue} from "../../src/interfaces/IForceQueue.sol";
import {IMoveJudge} from "../../src/interfaces/IMoveJudge.sol";
import {IOracleHub} from "../../src/interfaces/IOracleHub.sol";
import {IPriceJudge} from "../../src/interfaces/IPriceJudge.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {Flow} from "../../src/libraries/Flows.sol";
import {Header} from "../../src/types/Header.sol";
import {Reference} from "./Reference.sol";

interface ICoin is IERC20, IERC20Permit {
    function mint(address to, uint256 raw) external;
}

/// Says until when the venue pauses.
contract Guardian {
    uint64 public pausedUntil;

    function pause(uint64 until) external {
        pausedUntil = until;
    }
}

/// A venue on the test chain and a plain model of its accounts: two assets, one perpetual market. The model makes sealed batches
/// the way an honest operator does; tests spoil them.
abstract contract Venue is Test {
    struct Position {
        int64 cash;
        int64 btc;
        int64 lots;
    }

    struct Pending {
        uint32 account;
        uint16 asset;
        uint64 units;
    }

    struct Batch {
        Header header;
        bytes payload;
        bytes flows;
        bytes marks;
        bytes signatures;
        Withdrawal[] withdrawals;
        Reference.Leaf[] leaves;
        uint64 committedAt;
    }

    uint32 internal constant FEES = 1;
    uint32 internal constant BAD_DEBT = 5;
    uint64 internal constant K = 10;
    uint64 internal constant CAP = 10 ** 15;
    address internal constant COLD_KEY = address(0xC01D5E7);
    address internal constant ADMIN = address(0xAD);
    uint256[3] internal attestorKeys = [uint256(0xA11), 0xB22, 0xC33];

    ICoin internal usdc;
    ICoin internal btc;
    IVault internal vault;
    IInsuranceFund internal fund;
    IClearingHouse internal house;
    IForceQueue internal queue;
    IExitDesk internal desk;
    address internal challenge;
    address internal authority; // whose administrator the test is
    IOracleHub internal hub; // signed by two of the attestors' keys
    IAttestors internal attestors;
    IDemand internal demands;
    IEmergencyMatch internal meeting;
    IMoveJudge internal moveJudge;
    IPriceJudge internal priceJudge;
    Guardian internal guardian;

    uint32[] internal ids; // ascending
    mapping(uint32 => Position) internal book;
    mapping(uint32 => Position) internal sealedBook;
    Pending[] internal deposits; // deposit number - 1
    uint64 internal depositsTaken;
    uint64 internal forcedTaken;
    Flow[2] internal flow;
    Withdrawal[] internal queued;
    uint64 internal markTicks = 600_000;
    int64 internal fundingIndex;
    bool internal marksChanged = true;
    Header internal last;
    bytes32 internal lastHash;
    uint64[2] internal accounted;

    function _deploy() internal {
        vm.chainId(31337);
        vm.warp(1_700_000_000);
        usdc = ICoin(_token("USDC test", "USDC", 6));
        btc = ICoin(_token("BTC test", "tBTC", 8));
        vault = IVault(deployCode("Vault.sol:Vault", abi.encode(ADMIN)));
        fund = IInsuranceFund(deployCode("InsuranceFund.sol:InsuranceFund", abi.encode(ADMIN, address(usdc))));
        queue = IForceQueue(deployCode("ForceQueue.sol:ForceQueue", abi.encode(address(vault))));
        _sortKeys();
        attestors = IAttestors(deployCode("Attestors.sol:Attestors", abi.encode(_hotSet(), abi.encodePacked(uint8(1), COLD_KEY))));
        house = IClearingHouse(_house(10, 60));
        desk = IExitDesk(deployCode("ExitDesk.sol:ExitDesk", abi.encode(address(house))));
        challenge = _judged();
        address verifier = deployCode("FillVerifier.sol:FillVerifier", abi.encode(address(house)));
        meeting = IEmergencyMatch(deployCode("EmergencyMatch.sol:EmergencyMatch", abi.encode(address(queue), verifier)));
        guardian = new Guardian();
        vm.startPrank(ADMIN);
        vault.initialise(address(house));
        fund.initialise(address(house));
        queue.initialise(address(house), address(meeting));
        house.initialise(address(desk), challenge, address(guardian));
        vault.listAsset(0, address(usdc), 6, 1_000_000, CAP);
        vault.listAsset(1, address(btc), 8, 1_000, CAP);
        vm.stopPrank();
        _know(FEES);
        _know(BAD_DEBT);
        flow[1].asset = 1;
    }

    function _judged() private returns (address) {
        authority = deployCode("Authority.sol:Authority", abi.encode(address(this), address(0x71)));
        hub = IOracleHub(deployCode("OracleHub.sol:OracleHub", abi.encode(authority, _hotSet())));
        moveJudge = IMoveJudge(deployCode("MoveJudge.sol:MoveJudge", abi.encode(address(house), authority)));
        priceJudge = IPriceJudge(deployCode("PriceJudge.sol:PriceJudge", abi.encode(address(house), authority, address(hub))));
        demands = IDemand(deployCode("Demand.sol:Demand", abi.encode(address(house))));
        address[] memory judges = new address[](3);
        (judges[0], judges[1], judges[2]) = (address(moveJudge), address(priceJudge), address(demands));
        return deployCode("Challenge.sol:Challenge", abi.encode(address(house), judges));
    }

    function _hotSet() internal view returns (bytes memory set) {
        set = abi.encodePacked(uint8(2));
        for (uint256 i = 0; i < 3; i++) {
            set = abi.encodePacked(set, vm.addr(attestorKeys[i]));
        }
    }

    function _token(string memory name, string memory symbol, uint8 decimals) internal returns (address) {
        return deployCode("TestToken.sol:TestToken", abi.encode(name, symbol, decimals));
    }

    function _house(uint32 fastDelay, uint32 challengeWindow) internal returns (address) {
        bytes memory arguments = abi.encode(
            address(vault), address(fund), address(queue), address(attestors), _hotSet(), fastDelay, challengeWindow
        );
        return deployCode("ClearingHouse.sol:ClearingHouse", arguments);
    }

    // ---- what users do on chain ----

    function _join(address owner, uint256 raw) internal returns (uint32 account) {
        usdc.mint(owner, raw);
        vm.startPrank(owner);
        usdc.approve(address(vault), type(uint256).max);
        btc.approve(address(vault), type(uint256).max);
        account = vault.register(raw);
        vm.stopPrank();
        _know(account);
        deposits.push(Pending(account, 0, uint64(raw)));
    }

    function _deposit(uint32 account, uint16 asset, uint256 raw) internal {
        address owner = vault.ownerOf(account);
        (asset == 0 ? usdc : btc).mint(owner, raw);
        vm.prank(owner);
        vault.deposit(account, asset, raw);
        deposits.push(Pending(account, asset, uint64(raw)));
    }

    function _fundWith(uint256 raw) internal {
        usdc.mint(address(this), raw);
        usdc.approve(address(fund), raw);
        fund.deposit(raw);
    }

    // ---- what the engine does ----

    function _credit(uint64 upTo) internal {
        while (depositsTaken < upTo) {
            Pending memory d = deposits[depositsTaken++];
            flow[d.asset].depositsConsumed += d.units;
            _add(d.account, d.asset, int64(d.units));
        }
    }

    function _creditAll() internal {
        _credit(uint64(deposits.length));
    }

    function _add(uint32 account, uint16 asset, int64 units) internal {
        if (asset == 0) book[account].cash += units;
        else book[account].btc += units;
    }

    function _trade(uint32 buyer, uint32 seller, int64 lots, int64 ticks) internal {
        int64 cost = lots * (ticks * int64(K) - fundingIndex);
        book[buyer].cash -= cost;
        book[seller].cash += cost;
        book[buyer].lots += lots;
        book[seller].lots -= lots;
    }

    function _fee(uint32 account, int64 units) internal {
        book[account].cash -= units;
        book[FEES].cash += units;
    }

    function _mark(uint64 ticks, int64 funding) internal {
        markTicks = ticks;
        fundingIndex = funding;
        marksChanged = true;
    }

    function _withdraw(uint32 account, uint16 asset, uint64 units, address destination, uint8 lane) internal {
        _add(account, asset, -int64(units));
        flow[asset].withdrawalsCreated += units;
        queued.push(Withdrawal(uint32(queued.length), account, asset, units, destination, lane));
    }

    // ---- what the bridge and the attestors do ----

    function _seal() internal returns (Batch memory batch) {
        batch.leaves = _leaves();
        batch.withdrawals = queued;
        Header memory h = batch.header;
        h.version = 1;
        h.no = last.no + 1;
        h.prevHash = lastHash;
        h.ts = uint64(block.timestamp);
        h.seqFrom = last.seqTo + 1;
        h.seqTo = last.seqTo + 100;
        Reference.Node memory root = Reference.subtree(batch.leaves, 24, 0);
        (h.root, h.sumPos, h.sumNeg) = (root.hash, root.p, root.n);
        if (marksChanged) batch.marks = _marks();
        h.markRoot = marksChanged ? _markRoot(batch.marks) : last.markRoot;
        batch.flows = _flows(h);
        h.accountedHash = keccak256(abi.encodePacked(uint16(0), accounted[0], uint16(1), accounted[1]));
        (batch.payload, h.payloadHash) = Reference.payload(_sections());
        h.logRoot = keccak256(abi.encode("log", h.no));
        h.ledgerSeal = keccak256(abi.encode("ledger", h.no));
        h.depositsUpTo = depositsTaken;
        h.forcedCount = forcedTaken;
        (h.forcedPrefix,) = queue.at(forcedTaken);
        if (queued.length > 0) h.withdrawRoot = Reference.treeRoot(0x07, _withdrawLeaves(h.no, batch.withdrawals));
        batch.signatures = _attest(h, 2);
    }

    function _commit(Batch memory batch) internal {
        house.commit(abi.encode(batch.header), batch.payload, batch.flows, batch.marks, batch.signatures);
        batch.committedAt = uint64(block.timestamp);
        _accept(batch);
    }

    function _accept(Batch memory batch) internal {
        last = batch.header;
        lastHash = keccak256(abi.encode(batch.header));
        marksChanged = false;
        delete queued;
        flow[0] = Flow(0, 0, 0, 0, 0);
        flow[1] = Flow(1, 0, 0, 0, 0);
        for (uint256 i = 0; i < ids.length; i++) {
            sealedBook[ids[i]] = book[ids[i]];
        }
    }

    function _resign(Batch memory batch) internal view {
        batch.signatures = _attest(batch.header, 2);
    }

    function _attest(Header memory header, uint256 count) internal view returns (bytes memory signatures) {
        bytes32 structHash = keccak256(abi.encode(keccak256("Header(bytes32 headerHash)"), keccak256(abi.encode(header))));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", house.domainSeparator(), structHash));
        for (uint256 i = 0; i < count; i++) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(attestorKeys[i], digest);
            signatures = abi.encodePacked(signatures, r, s, v);
        }
    }

    function _pay(Batch memory batch, uint256 index) internal {
        Withdrawal memory w = batch.withdrawals[index];
        house.pay(abi.encode(batch.header), batch.committedAt, batch.flows, w, uint32(batch.withdrawals.length), _path(batch, index));
    }

    function _path(Batch memory batch, uint256 index) internal pure returns (bytes memory) {
        return Reference.treePath(0x07, _withdrawLeaves(batch.header.no, batch.withdrawals), index);
    }

    function _leafOf(Batch memory batch, uint32 account) internal pure returns (bytes memory preimage, int256 claim) {
        for (uint256 i = 0; i < batch.leaves.length; i++) {
            if (batch.leaves[i].id == account) return (batch.leaves[i].preimage, batch.leaves[i].claim);
        }
    }

    function _marks() internal view returns (bytes memory) {
        bytes memory assets = abi.encodePacked(uint64(1e12), uint8(6), uint8(0), bytes22(0), uint64(6e14), uint8(8), uint8(0), bytes22(0));
        return
            abi.encodePacked(uint16(2), uint16(3), assets, bytes32(0), markTicks, K, uint64(fundingIndex), uint8(0), bytes7(0), bytes32(0));
    }

    /// The one page of either side.
    function _page(bytes memory marks, bool market) internal pure returns (bytes memory page) {
        page = new bytes(1024);
        for (uint256 i = 4; i < marks.length; i++) {
            if (!market && i < 68) page[i - 4] = marks[i];
            if (market && i >= 68) page[i - 68] = marks[i];
        }
    }

    function _pageHash(bytes memory marks, bool market) internal pure returns (bytes memory) {
        return abi.encodePacked(keccak256(abi.encodePacked(market ? bytes1(0x03) : bytes1(0x02), _page(marks, market))));
    }

    // ---- the end of a venue ----

    function _freeze() internal {
        vm.warp(vm.getBlockTimestamp() + 6 hours + 1);
        queue.announce();
        vm.warp(vm.getBlockTimestamp() + 1 hours);
        vm.roll(vm.getBlockNumber() + 300);
        queue.freeze();
    }

    function _open(Batch memory batch) internal {
        _openWith(batch, _marks());
    }

    function _openWith(Batch memory batch, bytes memory marks) internal {
        (bytes memory a, bytes memory m) = (_pageHash(marks, false), _pageHash(marks, true));
        desk.loadMarks(a, m, false, 0, _page(marks, false));
        desk.loadMarks(a, m, true, 0, _page(marks, true));
        (bytes memory leaf,) = _leafOf(batch, BAD_DEBT);
        desk.open(abi.encode(batch.header), batch.committedAt, a, m, leaf, Reference.proof(batch.leaves, BAD_DEBT));
    }

    function _escape(Batch memory batch, uint32 account) internal {
        (bytes memory leaf,) = _leafOf(batch, account);
        desk.escape(account, leaf, Reference.proof(batch.leaves, account));
    }

    function _unwind(Batch memory batch) internal {
        bytes[] memory headers = new bytes[](1);
        uint64[] memory times = new uint64[](1);
        bytes[] memory flows = new bytes[](1);
        (headers[0], times[0], flows[0]) = (abi.encode(batch.header), batch.committedAt, batch.flows);
        house.unwind(headers, times, flows);
    }

    function _markRoot(bytes memory marks) internal pure returns (bytes32) {
        bytes memory assets = new bytes(1024);
        bytes memory markets = new bytes(1024);
        for (uint256 i = 4; i < marks.length; i++) {
            if (i < 68) assets[i - 4] = marks[i];
            else markets[i - 68] = marks[i];
        }
        bytes32 assetSide = keccak256(abi.encodePacked(keccak256(abi.encodePacked(hex"02", assets))));
        bytes32 marketSide = keccak256(abi.encodePacked(keccak256(abi.encodePacked(hex"03", markets))));
        return keccak256(abi.encodePacked(assetSide, marketSide));
    }

    function _flows(Header memory h) private returns (bytes memory rows) {
        bytes memory totals;
        for (uint16 a = 0; a < 2; a++) {
            Flow memory f = flow[a];
            accounted[a] = accounted[a] + f.depositsConsumed + f.coverDrawn - f.withdrawalsCreated - f.fundTopUp;
            if (f.depositsConsumed | f.withdrawalsCreated | f.coverDrawn | f.fundTopUp == 0) continue;
            rows = abi.encodePacked(rows, a, f.depositsConsumed, f.withdrawalsCreated, f.coverDrawn, f.fundTopUp);
            if (f.withdrawalsCreated > 0) totals = abi.encodePacked(totals, a, f.withdrawalsCreated);
        }
        h.flowsHash = keccak256(rows);
        h.withdrawTotalsHash = keccak256(totals);
    }

    function _sections() internal view returns (Reference.Section[] memory sections) {
        Reference.Section[3] memory all;
        uint256 used = 0;
        for (uint256 column = 0; column < 3; column++) {
            Reference.Entry[] memory entries = _changes(column);
            if (entries.length == 0) continue;
            all[used++] = Reference.Section(column == 2 ? (3 << 32) + 1 : (2 << 32) + uint40(column), entries);
        }
        sections = new Reference.Section[](used);
        for (uint256 i = 0; i < used; i++) {
            sections[i] = all[i];
        }
    }

    function _changes(uint256 column) private view returns (Reference.Entry[] memory entries) {
        uint256 used = 0;
        Reference.Entry[] memory all = new Reference.Entry[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            int64 change = _value(book[ids[i]], column) - _value(sealedBook[ids[i]], column);
            if (change != 0) all[used++] = Reference.Entry(ids[i], change);
        }
        entries = new Reference.Entry[](used);
        for (uint256 i = 0; i < used; i++) {
            entries[i] = all[i];
        }
    }

    function _value(Position memory p, uint256 column) private pure returns (int64) {
        return column == 0 ? p.cash : column == 1 ? p.btc : p.lots;
    }

    function _leaves() internal view returns (Reference.Leaf[] memory leaves) {
        leaves = new Reference.Leaf[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            Position memory p = book[ids[i]];
            bytes memory rows;
            uint8 assets = 0;
            uint16 lines = 0;
            if (p.cash != 0) (rows, assets) = (abi.encodePacked(uint16(0), uint64(p.cash)), 1);
            if (p.btc != 0) (rows, assets) = (abi.encodePacked(rows, uint16(1), uint64(p.btc)), assets + 1);
            if (p.lots != 0) (rows, lines) = (abi.encodePacked(rows, uint32(1), uint64(p.lots)), 1);
            leaves[i].id = ids[i];
            if (assets + lines > 0) leaves[i].preimage = abi.encodePacked(hex"00", ids[i], assets, lines, rows);
            leaves[i].claim = p.cash + int256(p.lots) * (int256(uint256(markTicks)) * int256(uint256(K)) - fundingIndex);
        }
    }

    function _withdrawLeaves(uint64 no, Withdrawal[] memory ws) internal pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](ws.length);
        for (uint256 i = 0; i < ws.length; i++) {
            hashes[i] = keccak256(
                abi.encodePacked(hex"06", no, ws[i].index, ws[i].account, ws[i].asset, ws[i].units, ws[i].destination, ws[i].lane)
            );
        }
    }

    function _know(uint32 account) internal {
        ids.push(account);
        for (uint256 i = ids.length - 1; i > 0 && ids[i - 1] > ids[i]; i--) {
            (ids[i - 1], ids[i]) = (ids[i], ids[i - 1]);
        }
    }

    function _sortKeys() private {
        for (uint256 i = 0; i < 3; i++) {
            for (uint256 j = i + 1; j < 3; j++) {
                if (vm.addr(attestorKeys[j]) < vm.addr(attestorKeys[i])) {
                    (attestorKeys[i], attestorKeys[j]) = (attestorKeys[j], attestorKeys[i]);
                }
            }
        }
    }
}
