// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IStep} from "../IStep.sol";
import {STATE_BYTES} from "../lib/Machine.sol";
import {IHalo2Verifier} from "../proof/IHalo2Verifier.sol";
import {Arena} from "./Arena.sol";
import {DelayedBonds} from "./DelayedBonds.sol";
import {Claim, Commitment, Match, Phase, Tournament} from "./IDisputeGame.sol";
import {Models, Shape} from "./Models.sol";
import {Proofs} from "./Proofs.sol";
import {Tournaments} from "./Tournaments.sol";
import {Tree} from "./Tree.sol";

/// All dispute games of a step contract, by the rules of docs/dispute-game.md. A match is named by its tournament and
/// its two commitments, so that none of the three need be kept with it. Whoever calls: no rule looks at who moves.
contract DisputeGame is Proofs {
    /// What does one instruction.
    IStep public immutable stepContract;
    /// What claims with inputs in blobs come from; 0 if none do here.
    address public immutable blobs;
    /// Claims made so far, which tells those about the same apart.
    uint256 public opened;
    /// The winner of a claim that was struck out, which is no commitment.
    bytes32 private constant STRUCK = bytes32(uint256(1));

    constructor(
        IStep stepContract_,
        uint256 allowance_,
        uint256 extension_,
        uint256 bond_,
        IHalo2Verifier verifier_,
        DelayedBonds vault_,
        address blobs_
    ) Tournaments(allowance_, extension_, bond_, vault_) Proofs(verifier_) {
        stepContract = stepContract_;
        blobs = blobs_;
    }

    /// Makes a claim: what a model comes to on an input, whose bytes are the arena's. The first commitment to it joins.
    /// The payment is the bond.
    function open(
        bytes calldata model,
        bytes calldata input,
        bytes32 left,
        bytes32 right,
        bytes32 last,
        bytes32[] calldata proof
    ) external payable returns (bytes32 id) {
        Shape shape = Models.check(model);
        id = make(shape, model, Models.start(model, input), input);
        enter(msg.sender, id, left, right, last, proof, 0);
    }

    /// The same for whoever has shown the contract of blobs where the input is: `inputs` is the root of its subtree, and `source` says
    /// where it comes from. Until the claim has a result, that contract may strike it out.
    function openFor(
        address payer,
        bytes calldata model,
        bytes32 inputs,
        bytes calldata source,
        bytes32 left,
        bytes32 right,
        bytes32 last,
        bytes32[] calldata proof
    ) external payable returns (bytes32 id) {
        if (msg.sender != blobs) revert NotBlobs();
        Shape shape = Models.check(model);
        id = make(shape, model, Models.startOf(model, inputs), source);
        enter(payer, id, left, right, last, proof, 0);
    }

    /// Ends a claim without a result: its blobs are not the input that it says they are. Nobody has a bond back that is locked there.
    function strike(bytes32 id) external {
        if (msg.sender != blobs) revert NotBlobs();
        Claim storage c = claims[id];
        if (c.winner != 0) revert AlreadyResolved();
        c.winner = STRUCK;
        emit Resolved(id, STRUCK, 0);
    }

    /// A new claim, whose topmost tournament nobody has joined.
    function make(Shape shape, bytes calldata model, bytes32 start, bytes calldata source)
        private
        returns (bytes32 id)
    {
        bytes32 identity = keccak256(model);
        id = keccak256(abi.encode(identity, start, ++opened));
        Claim storage c = claims[id];
        c.model = identity;
        c.shape = shape;
        Tournament storage t = tournaments[id];
        t.claim = id;
        t.start = start;
        t.opened = uint48(block.timestamp);
        t.height = uint8(shape.height(0));
        emit Opened(id, identity, start, model, source);
    }

    /// Puts a commitment, `H(left ‖ right)`, into a tournament, given the siblings from its last state. The payment is
    /// the bond. In the machine's topmost layer the witness takes the last state apart (`Arena.detach`), in others it is
    /// empty.
    function join(
        bytes32 id,
        bytes32 left,
        bytes32 right,
        bytes32 last,
        bytes32[] calldata proof,
        bytes calldata witness
    ) external payable {
        Tournament storage t = tournaments[id];
        if (t.claim == 0) revert NoTournament();
        uint256 side = 0;
        bytes32 end = last;
        Shape shape = claims[t.claim].shape;
        if (t.layer == shape.stepLayers()) end = Arena.detach(witness, last, t.modelStep, shape.k());
        else if (witness.length != 0) revert WrongData();
        if (t.layer != 0) {
            side = end == t.stateOne ? 0 : 1;
            if (side == 1 && end != t.stateTwo) revert WrongFinal();
        }
        enter(msg.sender, id, left, right, last, proof, side);
    }

    /// Goes down by one level: to the left if the left children differ, else to the right. `l` and `r` are the
    /// children of the mover's node, the new ones those of its child on the way.
    function advance(
        bytes32 id,
        bytes32 one,
        bytes32 two,
        bytes32 l,
        bytes32 r,
        bytes32 newLeft,
        bytes32 newRight
    ) external {
        bytes32 key = matchId(id, one, two);
        Match storage m = turn(key, l, r);
        uint256 height = m.height;
        if (height <= 1) revert WrongHeight();
        uint256 position = m.position;
        bytes32 mine = l;
        bytes32 other = m.left;
        if (l == other) {
            mine = r;
            other = m.right;
            position += 1 << (height - 1);
        }
        if (Tree.pair(newLeft, newRight) != mine) revert WrongChildren();
        stop(m);
        m.other = other;
        m.left = newLeft;
        m.right = newRight;
        m.height = uint8(height - 1);
        m.position = uint48(position);
        m.turn = 1 - m.turn;
        refund(m, ADVANCE_GAS);
        emit Advanced(key, other, newLeft, newRight, height - 1, position);
    }

    /// Ends the descent at a single step. `l` and `r` are the states below the mover's node, `agreed` is the state before
    /// the step: the start state at position 0, `l` if only the right ones differ, else the leaf before, which `proof`
    /// leads from. `data` is the model in the last layer of its steps, the packed state `agreed` in the last layer, and
    /// otherwise empty; `evidence` is what the step contract needs in the last layer, and otherwise empty.
    function seal(
        bytes32 id,
        bytes32 one,
        bytes32 two,
        bytes32 l,
        bytes32 r,
        bytes32 agreed,
        bytes32[] calldata proof,
        bytes calldata data,
        bytes calldata evidence
    ) external {
        bytes32 key = matchId(id, one, two);
        Match storage m = turn(key, l, r);
        if (m.height != 1) revert WrongHeight();
        Tournament storage t = tournaments[id];
        uint256 position = m.position;
        (bytes32 mine, bytes32 theirs) = (l, m.left);
        if (mine == theirs) {
            (mine, theirs) = (r, m.right);
            if (agreed != l) revert WrongAgreed();
            if (proof.length != 0) revert WrongProof();
            position += 1;
        } else if (position == 0) {
            if (agreed != t.start) revert WrongAgreed();
            if (proof.length != 0) revert WrongProof();
        } else {
            bytes32 root = m.turn == 0 ? one : two;
            if (proof.length != t.height || Tree.climb(agreed, position - 1, proof) != root) revert WrongProof();
        }
        stop(m);
        m.position = uint48(position);
        (bytes32 stateOne, bytes32 stateTwo) = m.turn == 0 ? (mine, theirs) : (theirs, mine);
        if (t.layer + 1 == claims[t.claim].shape.layers()) {
            bytes32 end = step(t.claim, agreed, data, evidence);
            emit Stepped(key, position, agreed, end);
            refund(m, STEP_GAS);
            if (end == stateOne) win(id, key, one, two, 0, 0);
            else if (end == stateTwo) win(id, key, one, two, 1, 0);
            else eliminate(id, key, one, two);
        } else {
            if (evidence.length != 0) revert WrongData();
            m.phase = Phase.Sealed;
            refund(m, SEAL_GAS);
            inner(key, t, position, agreed, stateOne, stateTwo, data);
        }
    }

    /// Ends a sealed match as the inner tournament came out.
    function settle(bytes32 id, bytes32 one, bytes32 two) external {
        bytes32 key = matchId(id, one, two);
        Match storage m = matches[key];
        if (m.phase != Phase.Sealed) revert NotSealed();
        (bool over, bytes32 winner) = outcome(key);
        if (!over) revert NotOver();
        emit Settled(key, winner);
        refund(m, SETTLE_GAS);
        if (winner == 0) return eliminate(id, key, one, two);
        Commitment storage best = commitments[key][winner];
        credit(best.payer, bond + share);
        win(id, key, one, two, best.side, share);
    }

    /// Ends a match whose side to move has no time left.
    function timeout(bytes32 id, bytes32 one, bytes32 two) external {
        bytes32 key = matchId(id, one, two);
        Match storage m = matches[key];
        if (m.phase != Phase.Open) revert NotOpen();
        if (inTime(m)) revert NotOver();
        refund(m, TIMEOUT_GAS);
        win(id, key, one, two, 1 - m.turn, 0);
    }

    /// The match, in which the side with the children `l` and `r` is to move and has time to.
    function turn(bytes32 key, bytes32 l, bytes32 r) private view returns (Match storage m) {
        m = matches[key];
        if (m.phase != Phase.Open) revert NotOpen();
        if (!inTime(m)) revert TooLate();
        if (Tree.pair(l, r) != m.other) revert WrongChildren();
    }

    /// Whether the side to move has time left.
    function inTime(Match storage m) private view returns (bool) {
        return block.timestamp < m.since + uint256(m.turn == 0 ? m.clockOne : m.clockTwo);
    }

    /// Takes the time of the turn off the mover's clock. It is there.
    function stop(Match storage m) private {
        uint48 taken = uint48(block.timestamp) - m.since;
        if (m.turn == 0) m.clockOne -= taken;
        else m.clockTwo -= taken;
        m.since = uint48(block.timestamp);
    }

    /// Opens the tournament about one step of another one.
    function inner(
        bytes32 key,
        Tournament storage t,
        uint256 position,
        bytes32 agreed,
        bytes32 stateOne,
        bytes32 stateTwo,
        bytes calldata data
    ) private {
        Claim storage c = claims[t.claim];
        uint256 layer = t.layer;
        uint256 above = c.shape.stepLayers();
        uint256 modelStep = t.modelStep;
        if (layer < above) modelStep = (modelStep << t.height) + position;
        if (layer + 1 == above) {
            if (keccak256(data) != c.model) revert WrongData();
            agreed = Models.attach(data, agreed);
        } else if (data.length != 0) {
            revert WrongData();
        }
        // A match is sealed once, so that the rest of it is zeros.
        Tournament storage below = tournaments[key];
        below.claim = t.claim;
        below.start = agreed;
        below.stateOne = stateOne;
        below.stateTwo = stateTwo;
        below.opened = uint48(block.timestamp);
        below.layer = uint8(layer + 1);
        below.height = uint8(c.shape.height(layer + 1));
        below.modelStep = uint48(modelStep);
        emit Sealed(key, t.claim, layer, position, agreed, stateOne, stateTwo);
    }

    /// One instruction from the state `agreed`.
    function step(bytes32 claimId, bytes32 agreed, bytes calldata state, bytes calldata evidence)
        private
        returns (bytes32)
    {
        if (state.length != STATE_BYTES || Arena.stateHash(state) != agreed) revert WrongState();
        return stepContract.step(state, evidence, claimId);
    }
}
