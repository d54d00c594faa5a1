// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// Money on its way out of games, for deployments that want a guard before it: a game that is deployed with this contract pays credit to it
/// in place of its owner, who gets it after a delay, unless the guardian holds it. So there is time between a fault by which bonds are lost and their being
/// gone.
///
/// The guardian can hold payments up, all of them or those of an owner, for ever if it wants to. It can neither take them nor give them
/// to somebody else, and has no say in the game.
contract DelayedBonds {
    /// A payment.
    struct Payment {
        /// Wei.
        uint128 amount;
        /// When it was unlocked, in seconds.
        uint128 since;
    }

    /// Most payments that are made at once.
    uint256 public constant MOST = 32;

    /// Who may hold payments.
    address public immutable guardian;
    /// Seconds from when a payment is unlocked until it is made.
    uint256 public immutable delay;

    /// Whether the guardian holds what is an owner's.
    mapping(address owner => bool) public held;
    /// Whether the guardian holds everything.
    bool public paused;
    mapping(address game => mapping(address owner => Payment[])) private payments;
    mapping(address game => mapping(address owner => uint256)) private made;

    /// A game has paid what is an owner's.
    event Unlocked(address indexed game, address indexed owner, uint256 amount);
    /// An owner has what was his.
    event Paid(address indexed game, address indexed owner, uint256 amount);
    /// An owner's payments are held, or made again.
    event Held(address indexed owner, bool held);
    /// All payments are held, or made again.
    event Paused(bool paused);

    /// A delay that is none.
    error InvalidDelay();
    /// The caller is not the guardian.
    error NotGuardian();
    /// The guardian holds what is the owner's.
    error OnHold();
    /// Nothing that is the owner's has waited for long enough.
    error NotDue();
    /// The owner does not take it.
    error Unpaid();

    constructor(address guardian_, uint256 delay_) {
        // Sums of times fit.
        if (delay_ >> 40 != 0) revert InvalidDelay();
        guardian = guardian_;
        delay = delay_;
    }

    modifier guarded() {
        if (msg.sender != guardian) revert NotGuardian();
        _;
    }

    /// Takes what is an owner's, by the word of the caller, whose money it is.
    function unlock(address owner) external payable {
        if (msg.value == 0) return;
        payments[msg.sender][owner].push(Payment(uint128(msg.value), uint128(block.timestamp)));
        emit Unlocked(msg.sender, owner, msg.value);
    }

    /// Pays an owner what a game has paid for him a delay ago or longer. Anyone may call it.
    function withdraw(address game, address owner) external {
        send(game, owner, owner);
    }

    /// The same of what is the caller's, to somebody else: for an owner that takes no payments.
    function withdrawTo(address game, address to) external {
        send(game, msg.sender, to);
    }

    /// Holds what is an owner's, or lets it go again.
    function hold(address owner, bool on) external guarded {
        held[owner] = on;
        emit Held(owner, on);
    }

    /// Holds everything, or lets it go again.
    function pause(bool on) external guarded {
        paused = on;
        emit Paused(on);
    }

    /// What a call of `withdraw` would pay now, in wei.
    function due(address game, address owner) external view returns (uint256 amount) {
        if (!paused && !held[owner]) (amount,) = ripe(game, owner);
    }

    /// What waits, in wei, what is due included.
    function waiting(address game, address owner) external view returns (uint256 amount) {
        Payment[] storage all = payments[game][owner];
        for (uint256 i = made[game][owner]; i < all.length; ++i) amount += all[i].amount;
    }

    function send(address game, address owner, address to) private {
        if (paused || held[owner]) revert OnHold();
        (uint256 amount, uint256 next) = ripe(game, owner);
        if (amount == 0) revert NotDue();
        made[game][owner] = next;
        emit Paid(game, owner, amount);
        (bool good,) = to.call{value: amount}("");
        if (!good) revert Unpaid();
    }

    /// The payments that have waited for long enough, the oldest first: their sum, and the one after them.
    function ripe(address game, address owner) private view returns (uint256 amount, uint256 next) {
        Payment[] storage all = payments[game][owner];
        next = made[game][owner];
        uint256 end = next + MOST < all.length ? next + MOST : all.length;
        for (; next < end && block.timestamp >= all[next].since + delay; ++next) amount += all[next].amount;
    }
}
