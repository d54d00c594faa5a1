// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Shape} from "./Models.sol";

/// A claim: the topmost tournament has the same id.
struct Claim {
    /// The model's identity; 0 if there is no such claim.
    bytes32 model;
    /// What the game needs of the model.
    Shape shape;
    /// The commitment that has won, or the result itself if a proof has settled the claim; 1 if it was struck out; 0 before.
    bytes32 winner;
    /// The last state of that commitment; of a proof, the arena that has nothing but the outputs and the header of a run that is done.
    bytes32 result;
}

/// What a proof has settled.
struct Proof {
    /// The root of the outputs.
    bytes32 outputs;
    /// Who sent it; 0 if there is none.
    address prover;
    /// What it is paid, in gwei, once the topmost tournament is over, if a bond was lost there.
    uint40 reward;
    /// Whether the winner of the topmost tournament has its bond back.
    bool released;
}

/// A tournament between commitments. An inner one has the id of the match that it is to decide.
struct Tournament {
    /// The claim; 0 if there is no such tournament.
    bytes32 claim;
    /// The state before the first step.
    bytes32 start;
    /// The last states that commitments may have, of the match's sides one and two; 0 for the topmost.
    bytes32 stateOne;
    bytes32 stateTwo;
    /// The commitment that waits for another; 0 if none does.
    bytes32 waiting;
    /// When it opened, in seconds.
    uint48 opened;
    /// Its number from the topmost, which is 0.
    uint8 layer;
    /// Height of the commitments.
    uint8 height;
    /// Matches that are not over.
    uint32 matches;
    /// The step of the layer above that this is about, counted from the start of the run; in the machine's layers the
    /// step of the model. 0 for the topmost.
    uint48 modelStep;
    /// Whether there was any match, so that a bond is lost.
    bool contested;
}

/// A commitment in a tournament.
struct Commitment {
    /// Its children.
    bytes32 left;
    bytes32 right;
    /// The last state; kept for the topmost tournament only.
    bytes32 last;
    /// The one it was matched with last.
    bytes32 opponent;
    /// Who paid its bond; 0 if there is no such commitment.
    address payer;
    /// Seconds it has left, as long as it is in no match.
    uint48 clock;
    /// Which of the tournament's two states it ends in: 0 one, 1 two.
    uint8 side;
    /// Whether it has lost.
    bool out;
}

/// What is going on in a match.
enum Phase {
    None,
    /// The side `turn` is to move.
    Open,
    /// The inner tournament is to decide.
    Sealed,
    Over
}

/// A match between two commitments, of which one waited for two. Its id is the hash of tournament, one and two.
struct Match {
    /// The node of the side to move.
    bytes32 other;
    /// The children of the node that its opponent has in the same place.
    bytes32 left;
    bytes32 right;
    Phase phase;
    /// Who is to move, or sealed: 0 one, 1 two.
    uint8 turn;
    /// Levels below the node.
    uint8 height;
    /// Index of the first state below the node; of the disputed one once it is sealed.
    uint48 position;
    /// When the turn began, in seconds.
    uint48 since;
    /// Seconds that the sides had left when it did.
    uint48 clockOne;
    uint48 clockTwo;
    /// What was paid for moves, in gwei.
    uint40 spent;
}

/// Events and errors of a dispute game.
interface IDisputeGame {
    /// A claim was made; what it is about. `input` are its bytes, or where they are, if `start` follows from that (BlobInputs).
    event Opened(bytes32 indexed claim, bytes32 indexed model, bytes32 start, bytes modelBytes, bytes input);
    /// A commitment has joined.
    event Joined(
        bytes32 indexed tournament,
        bytes32 indexed commitment,
        address indexed payer,
        bytes32 left,
        bytes32 right,
        bytes32 last
    );
    /// Two commitments are matched; one is to move.
    event Matched(bytes32 indexed tournament, bytes32 indexed id, bytes32 one, bytes32 two);
    /// A match went down by one level.
    event Advanced(bytes32 indexed id, bytes32 other, bytes32 left, bytes32 right, uint256 height, uint256 position);
    /// A match is down to one step, about which the tournament `id` opens.
    event Sealed(
        bytes32 indexed id,
        bytes32 indexed claim,
        uint256 layer,
        uint256 position,
        bytes32 start,
        bytes32 stateOne,
        bytes32 stateTwo
    );
    /// A match in the last layer is down to one step, which was done.
    event Stepped(bytes32 indexed id, uint256 position, bytes32 start, bytes32 end);
    /// An inner tournament is over; its winner, or 0.
    event Settled(bytes32 indexed id, bytes32 winner);
    /// A match is over.
    event Won(bytes32 indexed tournament, bytes32 indexed id, bytes32 winner, bytes32 loser);
    /// A match is over and both are out.
    event Eliminated(bytes32 indexed tournament, bytes32 indexed id, bytes32 one, bytes32 two);
    /// A claim has a result: a proof shows what the model comes to on the input. Its game goes on about the bonds.
    event Proven(bytes32 indexed claim, address indexed prover, bytes32 outputs, bytes32 result);
    /// A claim's topmost tournament is over: who has won, and its last state. If no proof was there before, the claim has this result.
    event Resolved(bytes32 indexed claim, bytes32 winner, bytes32 last);
    /// Credit was paid out.
    event Withdrawn(address indexed owner, uint256 amount);

    /// Times or a bond that no game can be played with.
    error InvalidSettings();
    /// There is no such tournament or claim.
    error NoTournament();
    /// The payment is not the bond.
    error WrongBond(uint256 bond);
    /// The time to join or to move is over.
    error TooLate();
    /// The time of the side to move is not over, or the tournament is not.
    error NotOver();
    /// The commitment has joined this tournament before.
    error AlreadyJoined();
    /// Siblings do not lead from a leaf to the commitment.
    error WrongProof();
    /// The last state is none of the two that are disputed.
    error WrongFinal();
    /// There is no such match, or nobody is to move in it.
    error NotOpen();
    /// The match is not sealed.
    error NotSealed();
    /// The two nodes are not the children of the one they are to be.
    error WrongChildren();
    /// The match is not at the height for this move.
    error WrongHeight();
    /// This is not the state that both agree on.
    error WrongAgreed();
    /// The model is another one, or there is data where none is needed.
    error WrongData();
    /// The state to step from is another one.
    error WrongState();
    /// The claim has a result already.
    error AlreadyResolved();
    /// Nobody has won.
    error NoWinner();
    /// The claim has no such result.
    error NoResult();
    /// The terms are not those in the model's identity, or it has none.
    error WrongTerms();
    /// The contract is not that of the key in the terms.
    error WrongKey();
    /// The public values are not as long as all of the terms, or not of this claim's input.
    error WrongValues();
    /// No proof has settled the claim.
    error NoProof();
    /// The owner of the credit does not take it.
    error Unpaid();
    /// The caller is not the contract of blobs.
    error NotBlobs();
}
