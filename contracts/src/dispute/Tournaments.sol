// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Bonds} from "./Bonds.sol";
import {DelayedBonds} from "./DelayedBonds.sol";
import {Claim, Commitment, Match, Phase, Tournament} from "./IDisputeGame.sol";
import {Tree} from "./Tree.sol";

/// Who plays whom: commitments join and wait, are matched, win or are out.
abstract contract Tournaments is Bonds {
    /// Seconds that a commitment has in the topmost tournament, from when it opened.
    uint256 public immutable allowance;
    /// Seconds that a commitment has at least at the start of a match, and in which tournaments below the topmost may be
    /// joined.
    uint256 public immutable extension;

    mapping(bytes32 id => Claim) internal claims;
    mapping(bytes32 id => Tournament) internal tournaments;
    mapping(bytes32 tournament => mapping(bytes32 commitment => Commitment)) internal commitments;
    mapping(bytes32 id => Match) internal matches;

    constructor(uint256 allowance_, uint256 extension_, uint256 bond_, DelayedBonds vault_) Bonds(bond_, vault_) {
        // Sums of times fit where they are kept.
        if (allowance_ == 0 || allowance_ >> 40 != 0) revert InvalidSettings();
        if (extension_ == 0 || extension_ > allowance_) revert InvalidSettings();
        allowance = allowance_;
        extension = extension_;
    }

    /// A claim; zeros if there is none.
    function claim(bytes32 id) external view returns (Claim memory) {
        return claims[id];
    }

    /// A tournament; zeros if there is none.
    function tournament(bytes32 id) external view returns (Tournament memory) {
        return tournaments[id];
    }

    /// A commitment in a tournament; zeros if it has not joined.
    function commitment(bytes32 tournamentId, bytes32 root) external view returns (Commitment memory) {
        return commitments[tournamentId][root];
    }

    /// A match by its id; zeros if there is none.
    function getMatch(bytes32 id) external view returns (Match memory) {
        return matches[id];
    }

    /// The id of a match, which is also that of the tournament it may lead to.
    function matchId(bytes32 tournamentId, bytes32 one, bytes32 two) internal pure returns (bytes32) {
        return keccak256(abi.encode(tournamentId, one, two));
    }

    /// Whether a tournament is over, and the commitment that has won, or 0.
    function outcome(bytes32 id) public view returns (bool over, bytes32 winner) {
        Tournament storage t = tournaments[id];
        if (t.claim == 0) revert NoTournament();
        over = block.timestamp >= closes(t) && t.matches == 0;
        if (over) winner = t.waiting;
    }

    /// Puts a commitment in, with the last state at the end of it. Its bond is the payment of the call, and is `payer`'s.
    function enter(
        address payer,
        bytes32 id,
        bytes32 left,
        bytes32 right,
        bytes32 last,
        bytes32[] calldata proof,
        uint256 side
    ) internal {
        Tournament storage t = tournaments[id];
        uint256 end = closes(t);
        if (block.timestamp >= end) revert TooLate();
        pay();
        bytes32 root = Tree.pair(left, right);
        Commitment storage c = commitments[id][root];
        if (c.payer != address(0)) revert AlreadyJoined();
        uint256 height = t.height;
        if (proof.length != height || Tree.climb(last, (1 << height) - 1, proof) != root) revert WrongProof();
        c.left = left;
        c.right = right;
        if (t.layer == 0) c.last = last;
        c.payer = payer;
        c.clock = uint48(end - block.timestamp);
        c.side = uint8(side);
        emit Joined(id, root, payer, left, right, last);
        place(id, t, root);
    }

    /// Matches a commitment with the one that waits, or has it wait.
    function place(bytes32 id, Tournament storage t, bytes32 two) private {
        bytes32 one = t.waiting;
        if (one == 0) {
            t.waiting = two;
            return;
        }
        t.waiting = 0;
        t.matches += 1;
        t.contested = true;
        Commitment storage first = commitments[id][one];
        Commitment storage second = commitments[id][two];
        first.opponent = two;
        second.opponent = one;
        bytes32 key = matchId(id, one, two);
        // Two commitments meet once, since one of them is out then, so that the rest of it is zeros.
        Match storage m = matches[key];
        m.other = one;
        m.left = second.left;
        m.right = second.right;
        m.phase = Phase.Open;
        m.height = t.height;
        m.since = uint48(block.timestamp);
        m.clockOne = extended(first.clock);
        m.clockTwo = extended(second.clock);
        emit Matched(id, key, one, two);
    }

    /// The first second in which nobody can join any more.
    function closes(Tournament storage t) internal view returns (uint256) {
        return t.opened + (t.layer == 0 ? allowance : extension);
    }

    /// What is left on a clock at the start of a match.
    function extended(uint256 clock) private view returns (uint48) {
        return uint48(clock < extension ? extension : clock);
    }

    /// Ends a match that a side has won: 0 one, 1 two. `given` of the loser's bond went to others.
    function win(bytes32 id, bytes32 key, bytes32 one, bytes32 two, uint256 side, uint256 given) internal {
        Match storage m = matches[key];
        (bytes32 winner, bytes32 loser) = side == 0 ? (one, two) : (two, one);
        m.phase = Phase.Over;
        Tournament storage t = tournaments[id];
        t.matches -= 1;
        commitments[id][loser].out = true;
        Commitment storage c = commitments[id][winner];
        c.clock = side == 0 ? m.clockOne : m.clockTwo;
        credit(c.payer, share);
        burn(m, bond, given + share);
        emit Won(id, key, winner, loser);
        place(id, t, winner);
    }

    /// Ends a match that nobody has won.
    function eliminate(bytes32 id, bytes32 key, bytes32 one, bytes32 two) internal {
        Match storage m = matches[key];
        m.phase = Phase.Over;
        tournaments[id].matches -= 1;
        commitments[id][one].out = true;
        commitments[id][two].out = true;
        burn(m, 2 * bond, 0);
        emit Eliminated(id, key, one, two);
    }
}
